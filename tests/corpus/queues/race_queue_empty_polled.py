"""Main waits until the queue looks empty: that an item was taken does not say that the work is done."""

# expect: key 'result'

import os
import queue
import threading
import time

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
jobs = queue.Queue()
results = {"result": None}


def serve():
    number = jobs.get()
    results["result"] = number * number
    os.write(tell, b"x")


jobs.put(3)
thread = threading.Thread(target=serve)
thread.start()
while not jobs.empty():
    time.sleep(0.001)
os.read(told, 1)
print("result:", results["result"])
thread.join()
