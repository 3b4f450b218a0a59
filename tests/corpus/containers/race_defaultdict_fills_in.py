"""Asking a defaultdict for a missing key inserts it: the other thread's walk meets a new key."""

# expect: shape | key 'a' | elements

import collections
import threading

groups = collections.defaultdict(list)


def one():
    return groups["a"]


def two():
    for _ in groups:
        pass
    for _ in groups:
        pass


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
