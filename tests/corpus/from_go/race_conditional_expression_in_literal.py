"""TestRaceMapInit: a variable is read as the key of a dictionary literal while it is written."""

# expect: variable 'x'

import threading


def run():
    x = 0

    def build():
        return {x: 0}

    def write():
        nonlocal x
        x = 1

    threads = [threading.Thread(target=build), threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


run()
