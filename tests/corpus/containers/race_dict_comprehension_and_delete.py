"""A dictionary comprehension walks the items, then the other thread deletes a key."""

# expect: of dict
# kind: iteration

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
users = {"ann": 1, "bob": 2}


def invert():
    result = {number: name for name, number in users.items()}
    os.write(tell, b"x")
    return result


def leave():
    os.read(told, 1)
    del users["bob"]


threads = [threading.Thread(target=invert), threading.Thread(target=leave)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
