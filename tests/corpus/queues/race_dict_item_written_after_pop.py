"""Who put an item into a dict goes on with it after another thread took it out."""

# expect: index 0 of list

import os
import threading

put_in, put = os.pipe()  # fixes the order in time; the detector sees no edge in it
taken_out, take = os.pipe()
channel = {}


def produce():
    items = [0]
    channel["item"] = items
    os.write(put, b"x")
    os.read(taken_out, 1)
    items[0] += 1


def consume():
    os.read(put_in, 1)
    items = channel.pop("item")
    os.write(take, b"x")
    items[0] += 1


threads = [threading.Thread(target=f) for f in (produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
