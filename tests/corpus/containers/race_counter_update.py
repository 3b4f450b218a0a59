"""Counter.update adds key by key, and each addition is a read and a write."""

# expect: elements | shape

import collections
import threading

counts = collections.Counter()


def one():
    counts.update(["a"])


def two():
    counts.update(["a"])


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
