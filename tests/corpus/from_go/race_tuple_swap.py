"""TestRaceBlockAs: a tuple assignment swaps two variables, one of which the other thread writes."""

# expect: variable 'x'

import threading


def run():
    x, y = 1, 2

    def swap():
        nonlocal x, y
        x, y = y, x

    def write():
        nonlocal x
        x = 3

    threads = [threading.Thread(target=swap), threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return x, y


run()
