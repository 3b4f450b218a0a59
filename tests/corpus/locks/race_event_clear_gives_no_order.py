"""`clear` is no signal: who finds the event cleared is not ordered after who cleared it, whatever lock is inside."""

# expect: global 'data'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
ready = threading.Event()
ready.set()
data = None


def produce():
    global data
    data = "text"
    ready.clear()
    os.write(tell, b"x")


def consume():
    os.read(told, 1)
    assert not ready.wait(0)
    return data


threads = [threading.Thread(target=consume), threading.Thread(target=produce)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
