"""A program forks while its threads are in the middle of everything; children and parent go on and end in order."""

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
stop = threading.Event()


def hammer():
    mine = {}
    while not stop.is_set():
        for i in range(20):
            mine[i] = Counter()
            with lock:
                counter.value += 1
        mine.clear()


def in_child():
    """With things of its own: whoever held the parent's lock is not here."""
    own = threading.Lock()
    count = Counter()

    def work():
        for _ in range(100):
            with own:
                count.value += 1

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    work()
    for thread in threads:
        thread.join()
    return 0 if count.value == 300 else 1


threads = [threading.Thread(target=hammer) for _ in range(3)]
for thread in threads:
    thread.start()
for _ in range(30):
    child = os.fork()
    if not child:
        status = 2
        try:
            status = in_child()
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
stop.set()
for thread in threads:
    thread.join()
