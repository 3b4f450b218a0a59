"""A flag that is declared atomic orders what was written before it was set, not what is written after."""

# expect: attribute 'content'

import os
import threading

import datarace

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Box:
    def __init__(self):
        self.full = False
        self.content = None
        datarace.atomic(self, "full")


box = Box()


def fill():
    box.full = True
    box.content = "letter"
    os.write(tell, b"x")


def empty():
    os.read(told, 1)
    assert box.full
    box.content = None


threads = [threading.Thread(target=f) for f in (fill, empty)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
