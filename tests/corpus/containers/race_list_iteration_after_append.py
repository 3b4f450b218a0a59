"""The same with the append surely first: the walk is not ordered after it by anything that Python promises."""

# expect: of list
# kind: iteration

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
names = ["ann", "bob"]


def join():
    names.append("cid")
    os.write(tell, b"x")


def show():
    os.read(told, 1)
    for name in names:
        name.upper()


threads = [threading.Thread(target=join), threading.Thread(target=show)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
