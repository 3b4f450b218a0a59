"""Two callers of one `functools.lru_cache` are not ordered by it: only the value is handed over."""

# expect: global 'last'

import functools
import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
last = None


@functools.lru_cache
def squares(number):
    return [number * number]


def first():
    global last
    last = squares(2)
    squares(3)
    os.write(tell, b"x")


def second():
    global last
    os.read(told, 1)
    last = squares(4)


threads = [threading.Thread(target=f) for f in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
