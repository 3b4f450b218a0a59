"""`with ... as self.file` writes the attribute."""

# expect: attribute 'file'

import contextlib
import threading


class Reader:
    def __init__(self):
        self.file = None

    def read(self):
        with contextlib.nullcontext("data") as self.file:
            pass


reader = Reader()
threads = [threading.Thread(target=reader.read) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
