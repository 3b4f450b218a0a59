"""Clean: a daemon thread that waits for ever when the program ends."""

import queue
import threading

jobs = queue.Queue()
results = queue.Queue()


def serve():
    while True:
        results.put(jobs.get() * 2)


threading.Thread(target=serve, daemon=True).start()
jobs.put(21)
assert results.get() == 42
