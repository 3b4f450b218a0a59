"""Equal UUIDs are one element."""

# expect: key

import threading
import uuid

first, again, other = uuid.UUID(int=7), uuid.UUID(int=7), uuid.UUID(int=8)
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
