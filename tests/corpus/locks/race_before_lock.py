"""The check is made before the lock is taken."""

# expect: attribute 'open'
# kind: check-then-act

import threading


class Door:
    def __init__(self):
        self.lock = threading.Lock()
        self.open = True

    def close(self):
        if self.open:
            with self.lock:
                self.open = False


door = Door()
threads = [threading.Thread(target=door.close) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
