"""Double-checked locking that publishes the list first and fills it then: who does not take the lock sees it half filled."""

# expect: shape of list | elements of list
# expect: attribute 'rows'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Table:
    def __init__(self):
        self.lock = threading.Lock()
        self.rows = None

    def get(self):
        if self.rows is None:
            with self.lock:
                if self.rows is None:
                    self.rows = []
                    os.write(tell, b"x")
                    for number in range(10):
                        self.rows.append(number)
        return [row for row in self.rows]


table = Table()


def late():
    os.read(told, 1)
    table.get()


threads = [threading.Thread(target=table.get), threading.Thread(target=late)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
