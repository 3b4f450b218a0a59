"""One thread walks the dictionary, then the other inserts a key."""

# expect: of dict
# kind: iteration

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
users = {"ann": 1, "bob": 2}


def show():
    for name in users:
        name.upper()
    os.write(tell, b"x")


def join():
    os.read(told, 1)
    users["cid"] = 3


threads = [threading.Thread(target=show), threading.Thread(target=join)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
