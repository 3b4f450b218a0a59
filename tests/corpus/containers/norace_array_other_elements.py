"""Clean: each thread has its own element of the array."""

import array
import threading

totals = array.array("l", [0, 0])


def work(index):
    for _ in range(100):
        totals[index] += 1


threads = [threading.Thread(target=work, args=(0,)), threading.Thread(target=work, args=(1,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert list(totals) == [100, 100]
