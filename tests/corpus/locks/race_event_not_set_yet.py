"""`is_set()` that says False orders nothing."""

# expect: global 'data'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
ready = threading.Event()
data = None


def produce():
    global data
    data = "text"
    os.write(tell, b"x")


def consume():
    os.read(told, 1)
    if not ready.is_set():
        return data


threads = [threading.Thread(target=consume), threading.Thread(target=produce)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
