"""A set comprehension walks the set, then the other thread takes a member away."""

# expect: of set
# kind: iteration

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
online = {"ann", "bob"}


def initials():
    result = {name[0] for name in online}
    os.write(tell, b"x")
    return result


def leave():
    os.read(told, 1)
    online.discard("bob")


threads = [threading.Thread(target=initials), threading.Thread(target=leave)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
