"""Objects with finalizers are made in some threads, used in others and dropped in yet others."""

import gc
import queue
import threading

first, second = queue.SimpleQueue(), queue.SimpleQueue()
# A finalizer may run in the middle of another: a SimpleQueue is made for that, a lock would dead-lock.
closed = queue.SimpleQueue()


class Resource:
    def __init__(self, number):
        self.number = number
        self.uses = 0
        self.parts = {"a": [number]}

    def __del__(self):
        self.uses += 1
        closed.put(self.uses)


def make():
    for number in range(1000):
        first.put(Resource(number))
    first.put(None)


def use():
    while (resource := first.get()) is not None:
        resource.uses += 1
        resource.parts["a"].append(resource.uses)
        second.put(resource)
    second.put(None)


def drop():
    while (resource := second.get()) is not None:
        del resource


threads = [
    threading.Thread(target=make),
    threading.Thread(target=make),
    threading.Thread(target=use),
    threading.Thread(target=use),
    threading.Thread(target=drop),
    threading.Thread(target=drop),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
gc.collect()
assert [closed.get() for _ in range(2000)] == [2] * 2000
