"""Clean: `wait(timeout)` that says True was woken by `set`."""

import threading

ready = threading.Event()
data = []


def produce():
    data.append(1)
    data[0] = 2
    ready.set()


def consume():
    while not ready.wait(timeout=0.001):
        pass
    data[0] += 1


threads = [threading.Thread(target=f) for f in (produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
