"""`wait_for` that timed out had the condition's lock, but who writes without it is not ordered by that."""

# expect: global 'total'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
condition = threading.Condition()
ready = False
total = 0


def writes():
    global total
    total = 1
    os.write(tell, b"x")


def waits():
    global total
    os.read(told, 1)
    with condition:
        assert not condition.wait_for(lambda: ready, timeout=0.01)
        total = 2


threads = [threading.Thread(target=f) for f in (writes, waits)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
