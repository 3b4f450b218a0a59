"""One thread inserts a key, then the other walks `items()`."""

# expect: of dict
# kind: iteration

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
users = {"ann": 1, "bob": 2}


def join():
    users["cid"] = 3
    os.write(tell, b"x")


def show():
    os.read(told, 1)
    for name, number in users.items():
        (name, number)


threads = [threading.Thread(target=join), threading.Thread(target=show)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
