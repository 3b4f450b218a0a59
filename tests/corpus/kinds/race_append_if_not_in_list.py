"""A list without duplicates: two threads see that a name is not in it yet, and both add it."""

# expect: shape of list
# kind: check-then-act

import threading

names = []


def register(name):
    if name not in names:
        names.append(name)


threads = [threading.Thread(target=register, args=("anna",)) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
