"""One thread clears the cache while the other stores into it and walks it."""

# expect: of dict
# kind: iteration

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
cache = {"a": 1}


def expire():
    os.read(told, 1)
    cache.clear()


def use():
    cache["b"] = 2
    total = 0
    for value in cache.values():
        total += value
    os.write(tell, b"x")
    return total


threads = [threading.Thread(target=use), threading.Thread(target=expire)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
