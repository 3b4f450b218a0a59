"""An array goes through a queue."""

import queue
import threading

import numpy as np

channel = queue.Queue()


def first():
    a = np.zeros(100)
    a += 1
    channel.put(a)


def second():
    a = channel.get()
    a += 1
    print(a.sum())


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
