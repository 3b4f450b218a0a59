"""Clean: two threads take overlapping slices that nobody writes."""

import threading

row = list(range(10))


def work(start):
    for _ in range(50):
        assert sum(row[start : start + 6]) == sum(range(start, start + 6))


threads = [threading.Thread(target=work, args=(0,)), threading.Thread(target=work, args=(3,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
