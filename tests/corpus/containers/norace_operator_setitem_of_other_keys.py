"""They store under different keys."""

import operator
import threading

totals = {"a": 0, "b": 0}


def one():
    operator.setitem(totals, "a", 1)


def two():
    operator.setitem(totals, "b", 2)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
