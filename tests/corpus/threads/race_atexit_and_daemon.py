"""A daemon thread still runs when functions registered with `atexit` do."""

# expect: index 0 of list

import atexit
import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
never, _ = os.pipe()
lines = [0]


def work():
    lines[0] += 1
    os.write(tell, b"x")
    os.read(never, 1)


def report():
    lines[0] += 1


atexit.register(report)
threading.Thread(target=work, daemon=True).start()
os.read(told, 1)
