"""One thread deletes a key of a Counter that another reads. Counter's own `__delitem__` is code of the standard library."""

# expect: key 'a'

import os
import threading
from collections import Counter

read, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
counts = Counter("aab")


def look():
    print(counts["a"])
    os.write(tell, b"x")


def delete():
    os.read(read, 1)
    del counts["a"]


threads = [threading.Thread(target=target) for target in (look, delete)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
