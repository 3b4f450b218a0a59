"""Clean: what was written before `set` is seen after `wait`."""

import threading

ready = threading.Event()
data = None


def produce():
    global data
    data = "text"
    ready.set()


def consume():
    global data
    ready.wait()
    assert data == "text"
    data = None


threads = [threading.Thread(target=consume), threading.Thread(target=produce)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
