"""Instances die while other threads use the dicts that they had, and new ones are made where they lay."""

import queue
import threading

WORKERS = 3
ROUNDS = 4_000


class Thing:
    def __init__(self):
        self.mine = 0
        for i in range(WORKERS):
            setattr(self, f"of{i}", 0)


inboxes = [queue.SimpleQueue() for _ in range(WORKERS)]
sums = [0] * WORKERS


def work(i):
    name = f"of{i}"
    total = 0
    while (names := inboxes[i].get()) is not None:
        for _ in range(5):
            names[name] += 1  # nobody else uses this name of this dict
        total += names[name]
        assert name in names
    sums[i] = total


threads = [threading.Thread(target=work, args=(i,)) for i in range(WORKERS)]
for thread in threads:
    thread.start()
for _ in range(ROUNDS):
    thing = Thing()
    names = vars(thing)
    for inbox in inboxes:
        inbox.put(names)
    names["mine"] += 1
    assert thing.mine == 1
    del names, thing
    for other in (Thing(), Thing()):
        for i in range(WORKERS):
            setattr(other, f"of{i}", 1)  # what the workers write in dicts of things that are gone
for inbox in inboxes:
    inbox.put(None)
for thread in threads:
    thread.join()
assert sums == [5 * ROUNDS] * WORKERS
