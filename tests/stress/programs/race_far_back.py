"""Between two accesses that race lies a lot: `race_far_back.py [events | locks | readers] [count]`."""

# expect: attribute 'needle'

import os
import sys
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
wait, done = os.pipe()


class Box:
    def __init__(self):
        self.needle = 0
        self.hay = 0


lock = threading.Lock()
box = Box()
boxes = [Box() for _ in range(16)]


def early():
    with lock:
        box.hay += 1
    early_middle()
    os.write(tell, b"x")
    os.read(wait, 1)


def early_middle():
    first()


def first():
    if shape == "readers":
        assert box.needle == 0
    else:
        box.needle = 1


def late():
    late_middle()


def late_middle():
    last()


def last():
    box.needle = 2


def events():
    for _ in range(0, count, len(boxes)):
        with lock:  # a new epoch: each access counts anew
            for one in boxes:
                one.hay += 1


def locks():
    for _ in range(count):
        with lock:
            box.hay += 1


def read():
    with lock:
        assert box.needle == 0


def readers():
    for _ in range(count):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()


shape = sys.argv[1] if len(sys.argv) > 1 else "events"
count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
thread = threading.Thread(target=early)
thread.start()
os.read(told, 1)
{"events": events, "locks": locks, "readers": readers}[shape]()
late()
os.write(done, b"x")
thread.join()
