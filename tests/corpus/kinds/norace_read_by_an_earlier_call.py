"""Only the first call reads; what the second one writes is its own. That somebody wrote since the first call is nobody's loss."""

import os
import threading


class Gauge:
    def __init__(self):
        self.lock = threading.Lock()
        self.level = 0

    def move(self, look, store, start=5):
        level = start
        if look:
            with self.lock:
                level = self.level
        if store:
            with self.lock:
                self.level = level + 1


gauge = Gauge()
first_done, second_done = os.pipe(), os.pipe()


def first():
    with gauge.lock:
        pass
    gauge.move(True, False)
    os.write(first_done[1], b".")
    os.read(second_done[0], 1)
    gauge.move(False, True)


def second():
    os.read(first_done[0], 1)
    gauge.move(False, True, 10)
    os.write(second_done[1], b".")


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
