"""Two accesses among a hundred thousand are not ordered, and lie as far apart as the program is long."""

# expect: attribute 'needle'

import threading


class Box:
    def __init__(self):
        self.needle = 0
        self.hay = 0


lock = threading.Lock()
box = Box()


def early():
    box.needle = 1
    hammer()


def hammer():
    for _ in range(2000):
        with lock:
            box.hay += 1


def late():
    hammer()
    box.needle = 2


threads = [
    threading.Thread(target=early),
    threading.Thread(target=hammer),
    threading.Thread(target=hammer),
    threading.Thread(target=hammer),
    threading.Thread(target=late),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert box.hay == 10000
