"""`get_nowait` finds nothing, which orders nothing."""

# expect: global 'data'

import os
import queue
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
line = queue.Queue()
data = None


def write():
    global data
    data = "text"
    line.put(1)
    line.get()
    os.write(tell, b"x")


def look():
    os.read(told, 1)
    try:
        line.get_nowait()
    except queue.Empty:
        return data


threads = [threading.Thread(target=write), threading.Thread(target=look)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
