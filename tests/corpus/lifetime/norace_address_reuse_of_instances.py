"""Clean: each thread makes, changes and drops an object of its own; the next one gets the same address."""

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Point:
    def __init__(self):
        self.x = 0


def work():
    point = Point()
    point.x = 1
    point.y = point.x + 1
    del point
    os.write(tell, b"x")


threads = []
for _ in range(20):
    thread = threading.Thread(target=work)
    thread.start()
    threads.append(thread)
    os.read(told, 1)
for thread in threads:
    thread.join()
