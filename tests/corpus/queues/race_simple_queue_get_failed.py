"""A `SimpleQueue` found empty says nothing of who emptied it."""

# expect: global 'total'

import os
import queue
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
items = queue.SimpleQueue()
items.put("item")
total = 0


def first():
    global total
    items.get()
    total = 1
    os.write(tell, b"x")


def second():
    global total
    os.read(told, 1)
    try:
        items.get_nowait()
    except queue.Empty:
        total = 2


threads = [threading.Thread(target=f) for f in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
