"""Clean: the order that a pipe gives is told by `release` before the real one and `acquire` after it."""

import os
import threading

import datarace


class Pipe:
    def __init__(self):
        self.reading, self.writing = os.pipe()


pipe = Pipe()
data = 0


def produce():
    global data
    data = 1
    datarace.release(pipe)
    os.write(pipe.writing, b"x")


def consume():
    global data
    os.read(pipe.reading, 1)
    datarace.acquire(pipe)
    data = 2


threads = [threading.Thread(target=f) for f in (produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
