"""Equal dates and times are one element."""

# expect: key

import threading
from datetime import datetime, timedelta

first = (datetime(2024, 5, 1, 12, 30), timedelta(hours=1))
again = (datetime(2024, 5, 1, 12) + timedelta(minutes=30), timedelta(minutes=60))
other = (datetime(2024, 5, 1, 12, 31), timedelta(hours=1))
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
