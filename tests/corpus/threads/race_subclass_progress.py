"""A subclass of Thread counts in an attribute that main reads while it runs."""

# expect: attribute 'progress'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Download(threading.Thread):
    def __init__(self):
        super().__init__()
        self.progress = 0

    def run(self):
        for _ in range(3):
            self.progress += 1
        os.read(told, 1)


download = Download()
download.start()
print("progress:", download.progress)
os.write(tell, b"x")
download.join()
