"""Locks, events, conditions and queues that are made, used by two threads and dropped, thousands of them."""

import queue
import resource
import threading


def rounds(number):
    for step in range(number):
        lock, event, line = threading.Lock(), threading.Event(), queue.SimpleQueue()
        box = {"value": step}
        jobs.put((lock, event, line, box))
        with lock:
            box["value"] += 1
        event.wait()
        with lock:
            box["value"] += 1
        assert line.get() is box
        assert box["value"] == step + 3


def serve():
    while (job := jobs.get()) is not None:
        lock, event, line, box = job
        with lock:
            box["value"] += 1
        event.set()
        line.put(box)
        del job, lock, event, line, box


jobs = queue.SimpleQueue()
server = threading.Thread(target=serve)
server.start()
rounds(300)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rounds(700)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
jobs.put(None)
server.join()
assert grown < 8192, f"{grown} kB more for locks and queues that are gone"
