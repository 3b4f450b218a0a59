"""A look decides on a call, and what is called writes what was looked at: two threads can both call it."""

# expect: attribute 'rows'
# kind: check-then-act

import threading


class Table:
    def __init__(self):
        self.rows = None

    def load(self):
        self.rows = ["row"]

    def get(self):
        if self.rows is None:
            self.load()
        return len(self.rows)


table = Table()
threads = [threading.Thread(target=table.get) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
