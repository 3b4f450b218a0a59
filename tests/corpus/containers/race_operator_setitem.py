"""operator.setitem is the same access as the subscript."""

# expect: key 'a'

import operator
import threading

totals = {"a": 0}


def one():
    operator.setitem(totals, "a", 1)


def two():
    totals["a"] = 2


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
