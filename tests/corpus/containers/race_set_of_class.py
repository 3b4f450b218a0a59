"""A class is a element by its identity."""

# expect: key

import threading


class One:
    pass


class Two:
    pass


first, again, other = One, One, Two
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
