"""TestNoRaceFuncArgsRW: the argument is taken before the thread starts, then the variable is written."""

import threading


def run():
    number = 1
    seen = []
    thread = threading.Thread(target=seen.append, args=(number,))
    thread.start()
    number = 2
    thread.join()
    return seen, number


assert run() == ([1], 2)
