"""Threads recurse deeply and change common data at every level, under a lock."""

import threading

lock = threading.RLock()
levels = {}


def descend(depth):
    with lock:
        levels[depth] = levels.get(depth, 0) + 1
    if depth:
        descend(depth - 1)
    with lock:
        levels[depth] += 1


def work():
    for _ in range(5):
        descend(150)


threads = [threading.Thread(target=work) for _ in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert set(levels.values()) == {60}
