"""A swap by tuple assignment reads and writes both attributes; two threads do it."""

# expect: attribute 'front'
# expect: attribute 'back'

import threading


class Buffers:
    def __init__(self):
        self.front = "a"
        self.back = "b"


buffers = Buffers()


def swap():
    buffers.front, buffers.back = buffers.back, buffers.front


threads = [threading.Thread(target=swap) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
