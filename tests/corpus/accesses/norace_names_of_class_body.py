"""Clean: the body of a class reads names of its own, which are called like a global that another thread writes."""

import threading

limit = 1


def make():
    class Settings:
        limit = 5
        most = limit * 2

        def check(self, value):
            return value < self.most

    assert Settings.most == 10
    assert Settings().check(3)


def write():
    global limit
    limit = 2


threads = [threading.Thread(target=target) for target in (make, write)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
