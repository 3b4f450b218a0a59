"""Racy: one thread walks over the living instances of a class, kept in a `WeakSet`, while another one makes some."""

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


def heights():
    return [bar.height for bar in Bar.instances]


threads = [threading.Thread(target=f) for f in (make, heights)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
