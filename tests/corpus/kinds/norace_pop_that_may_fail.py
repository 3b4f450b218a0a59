"""Clean: the look at the list saves work, but who comes too late is prepared for that."""

import contextlib
import threading
from collections import deque

work = list(range(50))
more = deque(range(50))


def consume():
    while work:
        try:
            work.pop()
        except IndexError:
            return


def consume_more():
    while more:
        with contextlib.suppress(IndexError):
            more.popleft()


threads = [threading.Thread(target=f) for f in (consume, consume, consume_more, consume_more)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not work
assert not more
