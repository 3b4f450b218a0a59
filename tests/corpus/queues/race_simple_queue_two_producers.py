"""The same with a `SimpleQueue`."""

# expect: global 'last'

import os
import queue
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
line = queue.SimpleQueue()
last = None


def first():
    global last
    last = "first"
    line.put(1)
    os.write(tell, b"x")


def second():
    global last
    os.read(told, 1)
    line.put(2)
    last = "second"


threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
