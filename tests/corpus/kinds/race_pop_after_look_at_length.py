"""A pool of spare connections: two threads see that there is one, and both take it."""

# expect: shape of list
# kind: check-then-act

import threading


class Pool:
    def __init__(self):
        self.spare = ["connection"] * 5

    def take(self):
        if len(self.spare) > 0:
            return self.spare.pop()
        return "new connection"


pool = Pool()
threads = [threading.Thread(target=pool.take) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
