"""The producer goes on with what it put into the channel."""

# expect: index 0 of list

import threading
from collections import deque

channel = deque()


def produce():
    items = [0]
    channel.append(items)
    items[0] += 1


def consume():
    while True:
        try:
            items = channel.popleft()
            break
        except IndexError:
            pass
    items[0] += 1


threads = [threading.Thread(target=f) for f in (produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
