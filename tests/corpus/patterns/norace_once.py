"""Clean: an initialisation that runs once, under a lock that every caller takes."""

import threading


class Once:
    def __init__(self):
        self._lock = threading.Lock()
        self._done = False

    def do(self, action):
        with self._lock:
            if not self._done:
                action()
                self._done = True


once = Once()
table = {}


def fill():
    for number in range(10):
        table[number] = number


def work():
    once.do(fill)
    assert table[9] == 9


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
