"""An instance of a subclass of str is the same element as the string."""

# expect: key

import threading


class Tag(str):
    pass


first, again, other = Tag("a"), "a", Tag("b")
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
