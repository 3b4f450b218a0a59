"""The worker says `task_done` before it has written the result."""

# expect: key 'result'

import os
import queue
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
jobs = queue.Queue()
results = {"result": None}


def serve():
    number = jobs.get()
    jobs.task_done()
    results["result"] = number * number
    os.write(tell, b"x")


threading.Thread(target=serve, daemon=True).start()
jobs.put(3)
jobs.join()
print("result:", results["result"])
os.read(told, 1)
