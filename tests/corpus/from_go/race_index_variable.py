"""TestRaceSliceIndexAccess: the variable used as index is written meanwhile."""

# expect: variable 'index'

import threading


def run():
    row = [0] * 10
    index = 0

    def use():
        row[index] = 1

    def move():
        nonlocal index
        index = 1

    threads = [threading.Thread(target=use), threading.Thread(target=move)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


run()
