"""One thread walks `values()`, then the other calls `update`."""

# expect: of dict
# kind: iteration

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
users = {"ann": 1, "bob": 2}


def total():
    result = 0
    for number in users.values():
        result += number
    os.write(tell, b"x")
    return result


def join():
    os.read(told, 1)
    users.update(cid=3)


threads = [threading.Thread(target=total), threading.Thread(target=join)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
