"""The body of a class, run by a function in a thread, reads a global and a closure variable that another thread writes."""

# expect: global 'limit'
# expect: variable 'inner'
# level: warning

import threading

limit = 1


def closure():
    inner = 1

    def make():
        class Settings:
            kept = inner
            most = limit

        return Settings

    def write():
        nonlocal inner
        global limit
        inner = 2
        limit = 2

    return make, write


threads = [threading.Thread(target=target) for target in closure()]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
