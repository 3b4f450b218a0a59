"""One thread walks the deque, then the other appends."""

# expect: of deque
# kind: iteration

import collections
import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
recent = collections.deque(["a", "b"], maxlen=10)


def show():
    for line in recent:
        line.upper()
    os.write(tell, b"x")


def log():
    os.read(told, 1)
    recent.append("c")


threads = [threading.Thread(target=show), threading.Thread(target=log)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
