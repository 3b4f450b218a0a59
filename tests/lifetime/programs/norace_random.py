"""Threads make, use, hand on and drop objects of all kinds at random: whatever lies where, none has the history of another.

Each object belongs to one thread at a time: it goes to another one through a SimpleQueue, which orders the two.
"""

import gc
import queue
import random
import sys
import threading
import weakref

from things import KINDS, generator, notes, thread

STEPS = 4000
ALONE = {name: row for name, row in KINDS.items() if row[2] not in (generator, thread)}
lines = [queue.SimpleQueue() for _ in range(4)]
#: Callbacks and finalizers run in the middle of anything, others of their kind included: this queue is made for that.
gone = queue.SimpleQueue()


class Cycle:
    def __init__(self, content):
        self.me = self
        self.content = content


def steps(chance):
    own = {}
    try:
        while True:
            own[chance.random()] = [0]
            yield own
    finally:
        own["closed"] = True


def made(chance):
    """A new object that has been used, and a function that uses it once more."""
    what = chance.randrange(10)
    if what == 0:  # grows until its memory moves
        it = chance.choice((list, bytearray))()
        for _ in range(chance.choice((3, 30, 3000))):
            it.append(1)
        return it, lambda it: it.__setitem__(0, 2)
    if what == 1:
        it = steps(chance)
        next(it)
        return it, next
    name = chance.choice(list(ALONE))
    make, write, natural, _ = ALONE[name]
    it = make()
    write(it)
    if natural is not None and chance.random() < 0.5:
        natural(it)
    return it, write


def work(me, seed):
    chance = random.Random(seed * 100 + me)
    shelf = [None] * 30
    for _ in range(STEPS):
        it, use = made(chance)
        what = chance.randrange(8)
        if what == 0:
            lines[chance.randrange(4)].put((it, use))
        elif what == 1:
            Cycle((it, shelf[0]))
        elif what == 2:
            try:
                shelf[1] = weakref.ref(it, gone.put)
            except TypeError:
                pass
        elif what == 3 and chance.random() < 0.1:
            other = threading.Thread(target=use, args=(it,))
            other.start()
            if chance.random() < 0.5:
                other.join()
            del other
        else:
            shelf[chance.randrange(2, 30)] = it
        del it
        if chance.random() < 0.1:
            shelf = [None] * 30
        if chance.random() < 0.02:
            gc.collect()
        while not lines[me].empty():
            it, use = lines[me].get()
            use(it)
            del it


notes.generic = notes.natural = 0
threads = [threading.Thread(target=work, args=(me, int(sys.argv[1]))) for me in range(4)]
for worker in threads:
    worker.start()
for worker in threads:
    worker.join()
