"""A `threading.local` holds one reference a thread; the object behind it is one and the same."""

# expect: attribute 'count'
# kind: lost-update

import threading


class Counter:
    def __init__(self):
        self.count = 0


common = Counter()
local = threading.local()


def work():
    local.counter = common
    local.counter.count += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
