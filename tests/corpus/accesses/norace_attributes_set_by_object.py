"""`object.__setattr__` and a new `__dict__` under a lock, in a constructor, of objects of each thread."""

import threading


class Point:
    def __init__(self, x):
        object.__setattr__(self, "x", x)

    def __setattr__(self, name, value):
        raise AttributeError(name)

    def move(self, x):
        object.__setattr__(self, "x", x)


class Shared:
    state = {}

    def __init__(self):
        self.__dict__ = self.state


class Logged:
    def __setattr__(self, name, value):
        super().__setattr__(name, value)


lock = threading.Lock()
common, logged, bag = Point(0), Logged(), Logged()


def work():
    own = Point(1)
    own.move(2)
    Shared()
    with lock:
        common.move(common.x + 1)
        logged.count = 1
        bag.__dict__ = {"size": 1}
        assert bag.size == 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
