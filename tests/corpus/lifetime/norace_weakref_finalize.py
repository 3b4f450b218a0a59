"""Clean: `weakref.finalize`, `WeakMethod` and a proxy call back after the last use of the object, whoever drops it."""

import os
import threading
import weakref

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
called = threading.Semaphore(0)


class Resource:
    def __init__(self):
        self.uses = 0

    def use(self):
        self.uses += 1


def run():
    notes = {"uses": 0}
    resource = Resource()

    def note(*ignored):
        notes["uses"] += 1
        called.release()

    weakref.finalize(resource, note)
    kept = weakref.proxy(resource, note), weakref.WeakMethod(resource.use, note), weakref.KeyedRef(resource, note, "key")
    mine, other = [resource], [resource]
    del resource

    def use():
        notes["uses"] = 1
        mine[0].use()
        mine.clear()
        os.write(tell, b"x")

    def drop():
        os.read(told, 1)
        other.clear()

    threads = [threading.Thread(target=use), threading.Thread(target=drop)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for _ in range(4):
        called.acquire()
    assert kept[1]() is None and notes["uses"] == 5


run()
