"""A plain attribute tells the worker to stop."""

# expect: attribute 'running'
# kind: read-write

import threading
import time


class Worker:
    def __init__(self):
        self.running = True

    def work(self):
        while self.running:
            time.sleep(0.001)


worker = Worker()
thread = threading.Thread(target=worker.work)
thread.start()
worker.running = False
thread.join()
