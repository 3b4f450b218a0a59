"""The order changes while the other thread walks."""

# expect: shape

import collections
import threading

recent = collections.OrderedDict(a=1, b=2)


def one():
    recent.move_to_end("a")


def two():
    for _ in recent:
        pass
    for _ in recent:
        pass


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
