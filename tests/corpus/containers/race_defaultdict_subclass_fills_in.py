"""A subclass of defaultdict inserts missing keys as well."""

# expect: shape
# expect: key 'a' | elements

import collections
import threading


class Groups(collections.defaultdict):
    pass


groups = Groups(list)


def one():
    return groups["a"]


def two():
    for _ in groups:
        pass


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
