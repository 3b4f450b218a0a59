"""One thread walks one list, then another; the iterators may well have one address. The other thread appends to the second."""

# expect: of list
# kind: iteration

import threading

friends = ["ann", "bob"]
guests = ["cid", "dora"]


def show():
    for name in friends:
        name.upper()
    for name in guests:
        name.upper()


def join():
    guests.append("eve")


threads = [threading.Thread(target=show), threading.Thread(target=show), threading.Thread(target=join)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
