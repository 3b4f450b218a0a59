"""TestRaceForIncr: the loop goes on counting a variable that the thread it started counts too."""

# expect: variable 'i'

import threading


def run():
    i = 0

    def work():
        nonlocal i
        i += 1

    thread = threading.Thread(target=work)
    thread.start()
    while i < 3:
        i += 1
    thread.join()


run()
