"""Clean: who makes a weak reference holds what it refers to until the reference has its key; the callback comes after that."""

import os
import threading
import weakref


class Reference(weakref.ref):
    def __new__(cls, thing, callback, key):
        self = super().__new__(cls, thing, callback)
        self.key = key
        return self

    def __init__(self, thing, callback, key):
        super().__init__(thing, callback)


class Thing:
    pass


class Told(list):
    def append(self, reference):
        super().append(reference.key)


def watch():
    thing = for_watch.pop()
    references.append(Reference(thing, told.append, "first"))
    del thing
    os.write(tell, b"x")


def drop():
    os.read(hear, 1)
    for_drop.pop()
    assert told == ["first"]


hear, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
for_watch = [Thing()]
for_drop = [*for_watch]
references, told = [], Told()
threads = [threading.Thread(target=watch), threading.Thread(target=drop)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
