"""Equal UUIDs are one key."""

# expect: key

import threading
import uuid

first, again, other = uuid.UUID(int=7), uuid.UUID(int=7), uuid.UUID(int=8)
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
