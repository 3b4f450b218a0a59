"""Two threads get from one queue: the first get does not come before the second."""

# expect: global 'last'

import os
import queue
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
line = queue.Queue()
line.put(1)
line.put(2)
last = None


def first():
    global last
    last = "first"
    line.get()
    os.write(tell, b"x")


def second():
    global last
    os.read(told, 1)
    line.get()
    last = "second"


threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
