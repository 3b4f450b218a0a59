"""One thread walks over the views of ordered dicts while another inserts."""

# expect: shape of OrderedDict | key 'c' of OrderedDict
# kind: iteration
# level: error

import os
import threading
from collections import OrderedDict

walked, walk = os.pipe()  # fixes the order in time; the detector sees no edge in it
by_items, by_values, by_keys = (OrderedDict(a=1, b=2) for _ in range(3))


def read():
    for name, value in by_items.items():
        assert name and value
    assert any(value == 2 for value in by_values.values())
    [name for name in by_keys.keys()]
    os.write(walk, b"x")


def insert():
    os.read(walked, 1)
    for table in (by_items, by_values, by_keys):
        table["c"] = 3


threads = [threading.Thread(target=target) for target in (read, insert)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
