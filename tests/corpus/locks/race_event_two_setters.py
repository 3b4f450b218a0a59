"""Two threads set one event: neither is ordered with the other, though both take the lock inside."""

# expect: global 'data'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
ready = threading.Event()
data = None


def first():
    global data
    data = "one"
    ready.set()
    os.write(tell, b"x")


def second():
    global data
    os.read(told, 1)
    ready.set()
    data = "two"


threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
