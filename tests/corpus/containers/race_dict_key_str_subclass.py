"""An instance of a subclass of str is the same key as the string."""

# expect: key

import threading


class Tag(str):
    pass


first, again, other = Tag("a"), "a", Tag("b")
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
