"""A dozen threads read what the last one writes: a race with each of them."""

# expect: attribute 'value'

import threading


class Node:
    def __init__(self):
        self.value = 0


node = Node()


def read():
    return node.value


def write():
    node.value = 1


threads = [
    threading.Thread(target=read),
    threading.Thread(target=read),
    threading.Thread(target=read),
    threading.Thread(target=read),
    threading.Thread(target=read),
    threading.Thread(target=read),
    threading.Thread(target=read),
    threading.Thread(target=read),
    threading.Thread(target=read),
    threading.Thread(target=read),
    threading.Thread(target=read),
    threading.Thread(target=read),
    threading.Thread(target=write),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
