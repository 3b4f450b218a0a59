"""Clean: an RLock taken again by its owner; only the outermost release lets others in."""

import threading


class Tree:
    def __init__(self):
        self.lock = threading.RLock()
        self.size = 0

    def add(self):
        with self.lock:
            self.size += 1

    def add_two(self):
        with self.lock:
            self.add()
            self.size += 1
            self.add()
            self.size -= 1


tree = Tree()


def work():
    for _ in range(30):
        tree.add_two()


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert tree.size == 180
