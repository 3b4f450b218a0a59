"""Racy, a warning: a flag that says stop is set under the lock of what goes with it, and read without it."""

# expect: attribute 'closed'
# kind: read-write
# level: warning

import os
import threading


class Inbox:
    def __init__(self):
        self.lock = threading.Lock()
        self.closed = False
        self.letters = []

    def close(self):
        with self.lock:
            self.closed = True
            self.letters.clear()

    def put(self, letter):
        with self.lock:
            if not self.closed:
                self.letters.append(letter)

    def is_closed(self):
        return self.closed


inbox = Inbox()
read_end, write_end = os.pipe()


def serve():
    for number in range(5):
        inbox.put(number)
    inbox.close()
    os.write(write_end, b"!")


def watch():
    os.read(read_end, 1)
    assert inbox.is_closed()


threads = [threading.Thread(target=f) for f in (serve, watch)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
