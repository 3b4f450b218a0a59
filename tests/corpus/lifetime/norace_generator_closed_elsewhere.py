"""Clean: one thread steps a generator in every way there is, another drops it: its `finally` comes after every step."""

import gc
import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
closed = threading.Semaphore(0)
lock = threading.Lock()


def steps(notes):
    try:
        while True:
            notes["steps"] += 1
            with lock:  # makes the thread's later steps news to whoever takes the lock
                pass
            notes["steps"] += 1
            yield
    finally:
        notes["steps"] += 1
        closed.release()


def by_next(gen):
    next(gen)


def by_method(gen):
    gen.__next__()


def by_send(gen):
    gen.send(None)


def by_for(gen):
    for _ in gen:
        break


def by_zip(gen):
    dict(zip([1], gen, strict=False))


def by_unpacking(gen):
    _, *_ = zip([1, 2], gen, strict=False)


def by_yield_from(gen):
    def outer():
        yield from gen

    for _ in outer():
        return


def drop(other):
    other.clear()


def collect(other):
    other.append(other)
    other = None
    gc.collect()


def run(step, drop):
    notes = {"steps": 0}
    gen = steps(notes)
    mine, other = [gen], [gen]
    del gen

    def use():
        step(mine[0])
        mine.clear()
        os.write(tell, b"x")

    def end():
        os.read(told, 1)
        with lock:
            pass
        theirs.pop()()

    theirs = [lambda kept=[other]: drop(kept.pop())]
    del other
    threads = [threading.Thread(target=use), threading.Thread(target=end)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    closed.acquire()
    assert notes["steps"] % 2


gc.disable()
for step in by_next, by_method, by_send, by_for, by_zip, by_unpacking, by_yield_from:
    run(step, drop)
    run(step, collect)
