"""most_common(n) walks the counter in steps."""

# expect: shape | key 'd' | elements

import collections
import threading

counts = collections.Counter("abc")


def one():
    return counts.most_common(2)


def two():
    counts["d"] = 1


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
