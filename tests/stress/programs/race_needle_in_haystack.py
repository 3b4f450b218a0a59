"""Two accesses among a hundred thousand are not ordered, and lie as far apart as the program is long."""

# expect: attribute 'needle'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Box:
    def __init__(self):
        self.needle = 0
        self.hay = 0


lock = threading.Lock()
box = Box()


def early():
    with lock:
        box.hay += 1
    # After its last release: nothing that the others take from the lock covers it.
    box.needle = 1
    os.write(tell, b"x")


def hammer():
    for _ in range(4000):
        with lock:
            box.hay += 1


def late():
    os.read(told, 1)
    hammer()
    box.needle = 2


threads = [
    threading.Thread(target=early),
    threading.Thread(target=hammer),
    threading.Thread(target=hammer),
    threading.Thread(target=hammer),
    threading.Thread(target=late),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert box.hay == 16001
