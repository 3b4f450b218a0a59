"""`ring[index]` of a class written in Python is a call; the list inside is what races."""

# expect: index 1
# kind: check-then-act

import threading


class Ring:
    def __init__(self, size):
        self._slots = [None] * size

    def __setitem__(self, index, value):
        self._slots[index % len(self._slots)] = value


ring = Ring(3)


def work(index):
    ring[index] = index


threads = [threading.Thread(target=work, args=(1,)), threading.Thread(target=work, args=(4,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
