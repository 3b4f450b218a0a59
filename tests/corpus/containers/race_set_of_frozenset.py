"""Equal frozensets are one element, in whatever order they were filled."""

# expect: key

import threading

first, again, other = frozenset([1, "a", 9]), frozenset([9, "a", 1]), frozenset([1, "a", 8])
seen = {first, other}


def one():
    return first in seen


def two():
    seen.discard(again)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
