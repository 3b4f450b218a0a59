"""Clean: a semaphore of zero: each acquire takes a permit that a release gave."""

import threading

items = threading.Semaphore(0)
first = None


def produce():
    global first
    first = "item"
    items.release()


def consume():
    global first
    items.acquire()
    assert first == "item"
    first = None


threads = [threading.Thread(target=produce), threading.Thread(target=consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
