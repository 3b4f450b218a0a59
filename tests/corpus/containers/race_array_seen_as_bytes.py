"""An array and a view of its bytes."""

# expect: index 2 of array
# kind: write-write

import array
import threading

data = array.array('q', [0] * 10)
view = memoryview(data).cast('B')


def first():
    data[2] = 5


def second():
    view[19] = 1


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
