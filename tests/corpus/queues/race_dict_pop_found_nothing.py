"""Who takes out of a dict what is not there has got nothing, and comes after nobody."""

# expect: index 0 of list

import os
import threading

put_in, put = os.pipe()  # fixes the order in time; the detector sees no edge in it
channel = {}
items = [0]


def produce():
    items[0] += 1
    channel["item"] = True
    os.write(put, b"x")


def consume():
    os.read(put_in, 1)
    channel.pop("other", None)
    items[0] += 1


threads = [threading.Thread(target=f) for f in (produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
