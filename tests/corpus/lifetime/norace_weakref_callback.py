"""Clean: the callback of a weak reference comes after the last use of the object."""

import os
import threading
import weakref

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
called = threading.Semaphore(0)


class Resource:
    def __init__(self):
        self.uses = 0


def run():
    notes = {"uses": 0}
    resource = Resource()

    def note(reference):
        notes["uses"] += 1
        called.release()

    reference = weakref.ref(resource, note)
    mine, other = [resource], [resource]
    del resource

    def use():
        notes["uses"] = 1
        mine[0].uses += 1
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
    called.acquire()
    assert reference() is None and notes["uses"] == 2


run()
