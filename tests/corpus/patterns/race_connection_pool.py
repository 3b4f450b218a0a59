"""A pool deals out its connections in turn by an unguarded counter."""

# expect: attribute 'next'

import threading


class Pool:
    def __init__(self, size):
        self.connections = [f"connection {number}" for number in range(size)]
        self.next = 0

    def get(self):
        connection = self.connections[self.next % len(self.connections)]
        self.next += 1
        return connection


pool = Pool(3)
threads = [threading.Thread(target=pool.get) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
