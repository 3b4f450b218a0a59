"""Clean: a flag of the program's own that is declared atomic; what is written before it is set is there for whoever sees it."""

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
    box.content = "letter"
    box.full = True
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
