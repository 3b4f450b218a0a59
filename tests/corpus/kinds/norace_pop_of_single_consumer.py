"""Clean: one thread alone takes out of the deque, so what it saw in it is still there; the other only puts in."""

import threading
from collections import deque

work = deque()
results = []


def produce():
    for number in range(10):
        if len(work) < 100:
            work.append(number)


def consume():
    while len(results) < 10:
        if work:
            results.append(work.popleft())


threads = [threading.Thread(target=produce), threading.Thread(target=consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert results == list(range(10))
