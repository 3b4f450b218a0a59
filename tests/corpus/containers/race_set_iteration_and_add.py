"""One thread walks the set, then the other adds to it."""

# expect: of set
# kind: iteration

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
online = {"ann", "bob"}


def greet():
    for name in online:
        name.upper()
    os.write(tell, b"x")


def join():
    os.read(told, 1)
    online.add("cid")


threads = [threading.Thread(target=greet), threading.Thread(target=join)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
