"""Clean: `__del__` gives the object away once more; it is used on, and dies again, without another `__del__`."""

import os
import threading
import weakref

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
nest = []
hatched = threading.Semaphore(0)
dead = threading.Semaphore(0)


class Phoenix:
    def __init__(self):
        self.lives = 1

    def __del__(self):
        self.lives += 1
        nest.append(self)
        hatched.release()


def use_and_drop(notes, mine, other):
    def use():
        notes["uses"] += 1
        mine[0].lives += 1
        mine.clear()
        os.write(tell, b"x")

    def drop():
        os.read(told, 1)
        other.clear()

    threads = [threading.Thread(target=use), threading.Thread(target=drop)]
    for thread in threads:
        thread.start()
    return threads


def run():
    notes = {"uses": 0}

    def note(reference):
        notes["uses"] += 1
        dead.release()

    bird = Phoenix()
    mine, other = [bird], [bird]
    del bird
    threads = use_and_drop(notes, mine, other)
    for thread in threads:
        thread.join()
    hatched.acquire()
    bird = nest.pop()
    reference = weakref.ref(bird, note)
    assert bird.lives == 3
    mine, other = [bird], [bird]
    del bird
    threads = use_and_drop(notes, mine, other)
    for thread in threads:
        thread.join()
    dead.acquire()
    assert reference() is None and notes["uses"] == 3 and not nest


run()
