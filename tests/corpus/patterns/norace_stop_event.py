"""Clean: an Event tells the worker to stop; what main wrote before `set` is there."""

import threading


class Worker:
    def __init__(self):
        self.stop = threading.Event()
        self.reason = None
        self.rounds = 0

    def work(self):
        while not self.stop.wait(0.001):
            self.rounds += 1
        assert self.reason == "enough"


worker = Worker()
thread = threading.Thread(target=worker.work)
thread.start()
worker.reason = "enough"
worker.stop.set()
thread.join()
assert worker.rounds >= 0
