"""Equal dates and times are one key."""

# expect: key

import threading
from datetime import datetime, timedelta

first = (datetime(2024, 5, 1, 12, 30), timedelta(hours=1))
again = (datetime(2024, 5, 1, 12) + timedelta(minutes=30), timedelta(minutes=60))
other = (datetime(2024, 5, 1, 12, 31), timedelta(hours=1))
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
