"""A subclass without `__slots__` has both slots and a dictionary; one attribute of each kind is raced for."""

# expect: attribute 'low'
# expect: attribute 'high'
# kind: lost-update

import threading


class Base:
    __slots__ = ("low",)


class Bounds(Base):
    def __init__(self):
        self.low = 0
        self.high = 0


bounds = Bounds()


def widen():
    bounds.low = bounds.low - 1
    bounds.high = bounds.high + 1


threads = [threading.Thread(target=widen) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
