"""Clean: a deque used as a channel. Each operation is atomic, and who takes an object out comes after who put it in."""

import threading
from collections import deque

channel = deque()


class Node:
    def __init__(self):
        self.items = []


def produce():
    node = Node()
    node.items.append(1)
    node.items[0] = 2
    channel.appendleft(node)


def consume():
    while True:
        try:
            node = channel.pop()
            break
        except (IndexError, KeyError):
            pass
    node.items[0] += 1


threads = [threading.Thread(target=f) for f in (produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
