"""Two tasks of one pool add to one attribute; each future is asked, which orders main after both and neither after the other."""

# expect: attribute 'hits'
# kind: lost-update

import os
from concurrent.futures import ThreadPoolExecutor

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
heard, say = os.pipe()


class Statistics:
    def __init__(self):
        self.hits = 0


statistics = Statistics()


def work(sign, wait):
    # Each waits until the other is running: so there are two workers.
    os.write(sign, b"x")
    os.read(wait, 1)
    statistics.hits += 1


with ThreadPoolExecutor(2) as pool:
    futures = [pool.submit(work, tell, heard), pool.submit(work, say, told)]
    for future in futures:
        future.result()
