"""Both updates are under one lock."""

import collections
import threading

counts = collections.Counter()
lock = threading.Lock()


def one():
    with lock:
        counts.update(["a"])


def two():
    with lock:
        counts.subtract(["a"])


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
