"""An item of a view of two dimensions."""

# expect: index 25 of bytearray
# kind: write-write

import threading

data = bytearray(100)
view = memoryview(data).cast('B', (10, 10))


def first():
    view[2, 5] = 1


def second():
    data[25] = 2


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
