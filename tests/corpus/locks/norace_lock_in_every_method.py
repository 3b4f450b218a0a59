"""Clean: who only looks at the size takes the lock as well."""

import threading


class Queue:
    def __init__(self):
        self.lock = threading.Lock()
        self.size = 0

    def put(self):
        with self.lock:
            self.size += 1

    def is_empty(self):
        with self.lock:
            return self.size == 0


queue = Queue()
threads = [threading.Thread(target=queue.put), threading.Thread(target=queue.is_empty)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
