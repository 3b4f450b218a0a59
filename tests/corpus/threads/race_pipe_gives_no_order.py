"""Bytes through a pipe are no synchronisation that the detector knows of: it says so, and has `acquire` and `release` for it."""

# expect: global 'data'

import os
import threading

reading, writing = os.pipe()
data = 0


def produce():
    global data
    data = 1
    os.write(writing, b"x")


def consume():
    global data
    os.read(reading, 1)
    data = 2


threads = [threading.Thread(target=f) for f in (produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
