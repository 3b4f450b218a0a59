"""Two threads write one element of an array whose elements are longer than a byte: the report names its index."""

# expect: index 3 of array

import array
import threading

totals = array.array("l", [0] * 8)


def work():
    totals[3] = 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
