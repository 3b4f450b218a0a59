"""TestNoRaceBlockedSendSync: a sender that had to wait for room is ordered with the receiver all the same."""

import queue
import threading
import time

line = queue.Queue(1)
line.put(0)
data = None


def send():
    global data
    data = "text"
    line.put(1)


def receive():
    global data
    time.sleep(0.02)
    assert line.get() == 0
    assert line.get() == 1
    assert data == "text"
    data = None


threads = [threading.Thread(target=send), threading.Thread(target=receive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
