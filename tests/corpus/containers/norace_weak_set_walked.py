"""Clean: the living instances of a class, kept in a `WeakSet`, are walked over and added to under a lock; they go when they like."""

import threading
import weakref


class Bar:
    instances = weakref.WeakSet()
    lock = threading.Lock()

    def __init__(self, height):
        self.height = height
        with self.lock:
            self.instances.add(self)


def make():
    for height in range(20):
        Bar(height)


def heights():
    for _ in range(20):
        with Bar.lock:
            assert all(0 <= bar.height < 20 for bar in list(Bar.instances))


threads = [threading.Thread(target=f) for f in (make, make, heights)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
