"""Clean: a Future used alone: `set_result` comes before `result()`."""

import threading
from concurrent.futures import Future

promise = Future()
data = None


def produce():
    global data
    data = "text"
    promise.set_result("ready")


def consume():
    global data
    assert promise.result() == "ready"
    assert data == "text"
    data = None


threads = [threading.Thread(target=consume), threading.Thread(target=produce)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
