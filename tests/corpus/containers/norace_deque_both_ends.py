"""Clean: `append` and `popleft` of a deque are atomic."""

import collections
import threading

line = collections.deque(range(200))
taken = []


def add():
    for number in range(100):
        line.append(number)


def take():
    for _ in range(100):
        taken.append(line.popleft())


threads = [threading.Thread(target=add), threading.Thread(target=take)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(line) == 200 and len(taken) == 100
