"""Both threads print: the lock inside the stream orders the lines and nothing else."""

# expect: global 'last'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
last = None


def first():
    global last
    last = "first"
    print("first", flush=True)
    os.write(tell, b"x")


def second():
    global last
    os.read(told, 1)
    print("second", flush=True)
    last = "second"


threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
