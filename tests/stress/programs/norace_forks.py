"""Forked children of a threaded program go their own way and end in order."""

import os
import threading
import warnings

# A program that forks while it has threads is warned from 3.12 on; that is not what this one is about.
warnings.simplefilter("ignore", DeprecationWarning)


class Counter:
    def __init__(self):
        self.value = 0


lock = threading.Lock()
counter = Counter()


def work():
    for _ in range(200):
        with lock:
            counter.value += 1


for _ in range(5):
    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    child = os.fork()
    if not child:
        inner = threading.Thread(target=work)
        inner.start()
        work()
        inner.join()
        os._exit(0 if counter.value % 200 == 0 else 1)
    assert os.waitpid(child, 0)[1] == 0
assert counter.value == 3000
