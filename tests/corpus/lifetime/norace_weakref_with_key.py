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


def drop():
    thing = Thing()  # of this thread, so that it dies here even without the GIL
    things.append(thing)
    os.write(give, b"x")
    os.read(hear, 1)
    del thing
    assert told == ["first"]


def watch():
    os.read(given, 1)
    thing = things.pop()
    references.append(Reference(thing, told.append, "first"))
    del thing
    os.write(tell, b"x")


# These fix the order in time; the detector sees no edge in them.
hear, tell = os.pipe()
given, give = os.pipe()
things, references, told = [], [], Told()
threads = [threading.Thread(target=watch), threading.Thread(target=drop)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
