"""Clean: one `set` lets any number of readers go, also one that comes later and finds it set."""

import threading

ready = threading.Event()
table = {}


def produce():
    table["a"] = 1
    ready.set()


def consume():
    assert ready.wait(timeout=30)
    assert table["a"] == 1


threads = [
    threading.Thread(target=consume),
    threading.Thread(target=consume),
    threading.Thread(target=produce),
    threading.Thread(target=consume),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
