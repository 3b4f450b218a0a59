"""chain walks both lists."""

# expect: shape

import itertools
import threading

first = [1, 2]
second = [3, 4]


def one():
    for _ in itertools.chain(first, second):
        pass


def two():
    first.append(5)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
