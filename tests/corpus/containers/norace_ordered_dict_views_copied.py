"""Clean: the views of an ordered dict are copied in one step before the walk."""

import threading
from collections import OrderedDict

table = OrderedDict(a=1, b=2)


def read():
    for name, value in list(table.items()):
        assert name and value
    for name in tuple(table.keys()):
        assert name


def insert():
    table["c"] = 3


threads = [threading.Thread(target=target) for target in (read, insert)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
