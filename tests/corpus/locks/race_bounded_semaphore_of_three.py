"""A pool of three permits guards the pool's statistics as little as it guards anything else."""

# expect: attribute 'used'
# kind: lost-update

import threading


class Pool:
    def __init__(self):
        self.permits = threading.BoundedSemaphore(3)
        self.used = 0

    def work(self):
        with self.permits:
            self.used += 1


pool = Pool()
threads = [threading.Thread(target=pool.work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
