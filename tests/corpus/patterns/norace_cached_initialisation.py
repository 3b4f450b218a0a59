"""Clean: `functools.cache` on a function without arguments runs it once, and who finds that done comes after it."""

import functools
import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
settings = None


@functools.cache
def initialise():
    global settings
    settings = {}
    settings["path"] = "x"
    settings["path"] += "y"


def first():
    initialise()
    os.write(tell, b"x")


def second():
    os.read(told, 1)
    initialise()
    assert settings["path"] == "xy"


threads = [threading.Thread(target=f) for f in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
