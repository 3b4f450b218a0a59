"""A worker counts what it has done, and main reads the counter to show it."""

# expect: attribute 'done'
# kind: read-write

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Job:
    def __init__(self, size):
        self.size = size
        self.done = 0

    def run(self):
        for _ in range(self.size):
            self.done += 1
        os.write(tell, b"x")


job = Job(3)
thread = threading.Thread(target=job.run)
thread.start()
os.read(told, 1)
print(f"{job.done} of {job.size}")
thread.join()
