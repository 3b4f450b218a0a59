"""Clean: each thread has its own element of one list."""

import threading

row = [0, 0, 0, 0]


def work(index):
    for _ in range(100):
        row[index] += 1


threads = [
    threading.Thread(target=work, args=(0,)),
    threading.Thread(target=work, args=(1,)),
    threading.Thread(target=work, args=(2,)),
    threading.Thread(target=work, args=(-1,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert row == [100, 100, 100, 100]
