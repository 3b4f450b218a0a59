"""Clean: the same through a `SimpleQueue`, which is written in C."""

import queue
import threading

line = queue.SimpleQueue()
data = None


def send():
    global data
    data = "text"
    line.put("ready")


def receive():
    global data
    assert line.get() == "ready"
    assert data == "text"
    data = None


threads = [threading.Thread(target=send), threading.Thread(target=receive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
