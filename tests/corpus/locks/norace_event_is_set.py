"""Clean: `is_set()` that says True comes after `set`."""

import threading
import time

ready = threading.Event()
data = None


def produce():
    global data
    data = "text"
    ready.set()


def consume():
    global data
    while not ready.is_set():
        time.sleep(0.001)
    assert data == "text"
    data = None


threads = [threading.Thread(target=consume), threading.Thread(target=produce)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
