"""An array and a view of its bytes, of another item."""

import array
import threading

data = array.array('q', [0] * 10)
view = memoryview(data).cast('B')


def first():
    data[2] = 5


def second():
    view[15] = 1
    view[24] = 1


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
