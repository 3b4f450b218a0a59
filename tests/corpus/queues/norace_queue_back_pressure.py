"""Clean: the second put into a queue of one returns only after the first get, and comes after what the receiver did before it."""

import queue
import threading

line = queue.Queue(1)
data = None


def receive():
    global data
    data = "written by the receiver"
    line.get()


def send():
    global data
    line.put(1)
    line.put(2)
    assert data == "written by the receiver"
    data = "written by the sender"


threads = [threading.Thread(target=send), threading.Thread(target=receive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
