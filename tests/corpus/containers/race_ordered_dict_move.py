"""An `OrderedDict` used as an LRU cache: a hit moves the key while the other thread stores it."""

# expect: of OrderedDict | key 'page'

import collections
import threading

recent = collections.OrderedDict(page=1)


def hit():
    return recent["page"]


def miss():
    recent["page"] = 2


threads = [threading.Thread(target=hit), threading.Thread(target=miss)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
