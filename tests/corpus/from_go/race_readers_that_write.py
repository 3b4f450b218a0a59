"""TestRaceRWMutexMultipleReaders: three threads hold a reader's share of a lock and write."""

# expect: attribute 'hits'
# kind: lost-update

import threading


class Shared:
    def __init__(self):
        self.permits = threading.Semaphore(3)
        self.hits = 0

    def read(self):
        with self.permits:
            self.hits += 1


shared = Shared()
threads = [threading.Thread(target=shared.read) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
