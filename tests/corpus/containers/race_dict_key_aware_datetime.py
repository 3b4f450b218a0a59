"""Equal times in one time zone are one key."""

# expect: key

import threading
from datetime import datetime, timezone

first, again = (datetime(2024, 5, 1, 12, 30, tzinfo=timezone.utc) for _ in range(2))
other = datetime(2024, 5, 1, 12, 31, tzinfo=timezone.utc)
table = {first: 0, other: 0}


def one():
    table[first] = 1


def two():
    table[again] = 2


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
