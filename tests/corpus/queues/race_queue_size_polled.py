"""Polling `qsize` until an item is there is no receive (Go: TestRaceChanSendLen)."""

# expect: global 'data'

import queue
import threading
import time

line = queue.Queue()
data = None


def send():
    global data
    data = "text"
    line.put(1)


def watch():
    global data
    while not line.qsize():
        time.sleep(0.001)
    data = None


threads = [threading.Thread(target=send), threading.Thread(target=watch)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
