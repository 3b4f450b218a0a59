"""One thread walks the list, the other appends to it."""

# expect: of list
# kind: iteration

import threading

names = ["ann", "bob"]


def show():
    for name in names:
        name.upper()


def join():
    names.append("cid")


threads = [threading.Thread(target=show), threading.Thread(target=join)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
