"""Clean: `list(d)` copies the keys, not the values, in one atomic step, and the thread walks its own copy."""

import threading

users = {"ann": 1, "bob": 2}


def show():
    for name in list(users):
        name.upper()


def join():
    users["cid"] = 3


threads = [threading.Thread(target=show), threading.Thread(target=join)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
