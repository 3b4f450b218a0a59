"""Double-checked locking by `acquire` and `release`, whose second look leads to a call that stores: told as a warning."""

# expect: attribute 'data'
# kind: read-write

import threading


class Table:
    def __init__(self):
        self.lock = threading.Lock()
        self.data = None

    def fill(self):
        self.data = {"a": 1}

    def get(self):
        if self.data is None:
            self.lock.acquire()
            try:
                if self.data is None:
                    self.fill()
            finally:
                self.lock.release()
        return self.data["a"]


table = Table()


threads = [threading.Thread(target=table.get) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
