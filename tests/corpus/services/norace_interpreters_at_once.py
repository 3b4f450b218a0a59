"""Clean: other interpreters of the process use threads, locks, weak references and generators of their own, while the first goes on."""

import threading

try:
    import _interpreters
except ImportError:  # before 3.13
    _interpreters = None

PROGRAM = """
import functools, queue, threading, weakref

class Thing:
    pass

def work():
    lock = threading.Lock()
    gone = []
    for i in range(200):
        thing = Thing()
        reference = weakref.ref(thing, gone.append)
        del thing
        with lock:
            assert list(x for x in [i, {i: i}]) == [i, {i: i}]
    assert len(gone) == 200 and functools.lru_cache(list)() == []

threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
channel = queue.SimpleQueue()
channel.put(1)
exec("assert channel.get() == 1")
"""
failures = []


def elsewhere():
    interpreter = _interpreters.create()
    failure = _interpreters.exec(interpreter, PROGRAM)
    if failure is not None:
        failures.append(failure)
    _interpreters.destroy(interpreter)


def here():
    mine = {}
    for i in range(2000):
        mine[i % 10] = [i]


threads = [threading.Thread(target=here) for _ in range(2)]
if _interpreters is not None:
    threads += [threading.Thread(target=elsewhere) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not failures, failures
