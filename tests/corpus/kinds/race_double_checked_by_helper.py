"""Double-checked locking whose second look leads to a call that stores: nothing is done twice, and it is told as a warning."""

# expect: attribute 'index'
# kind: read-write

import threading


class Library:
    def __init__(self):
        self.lock = threading.Lock()
        self.index = None

    def load(self):
        self.index = {}

    def get(self):
        if self.index is None:
            with self.lock:
                if self.index is None:
                    self.load()
        return self.index


library = Library()


threads = [threading.Thread(target=library.get) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
