"""Racy: `list` of a `WeakSet` runs Python code for each item: one thread counts the living instances of a class so, another makes some."""

# expect: shape of set
# kind: iteration

import threading
import weakref


class Bar:
    instances = weakref.WeakSet()

    def __init__(self, height):
        self.height = height
        self.instances.add(self)


kept = [Bar(0)]


def make():
    kept.append(Bar(1))


def count():
    return len(list(Bar.instances))


threads = [threading.Thread(target=f) for f in (make, count)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
