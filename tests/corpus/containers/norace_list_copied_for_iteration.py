"""Clean: `list(names)` copies in one atomic step, and the thread walks its own copy."""

import threading

names = ["ann", "bob"]


def show():
    for name in list(names):
        name.upper()
    for name in names.copy():
        name.upper()


def join():
    names.append("cid")


threads = [threading.Thread(target=show), threading.Thread(target=join)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
