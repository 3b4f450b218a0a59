"""Clean: each subclass gets an attribute of its own; the base is only read."""

import threading


class Base:
    hits = 0


class First(Base):
    pass


class Second(Base):
    pass


def work(kind):
    kind.hits += 1


threads = [
    threading.Thread(target=work, args=(First,)),
    threading.Thread(target=work, args=(Second,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert (Base.hits, First.hits, Second.hits) == (0, 1, 1)
