"""The look without the lock decides on a call that looks again under it: nothing is done twice, and it is told as a warning."""

# expect: attribute 'stale'
# kind: read-write

import threading


class Index:
    def __init__(self):
        self.lock = threading.Lock()
        self.stale = True

    def refresh(self):
        with self.lock:
            if self.stale:
                self.stale = False

    def find(self):
        if self.stale:
            self.refresh()


index = Index()


def work():
    for _ in range(5):
        index.find()


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
