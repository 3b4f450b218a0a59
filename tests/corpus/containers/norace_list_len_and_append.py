"""Clean: `len` beside `append` sees the length before or after, nothing else."""

import threading

found = []


def work():
    for number in range(100):
        found.append(number)


def watch():
    last = 0
    for _ in range(100):
        now = len(found)
        assert now >= last
        last = now


threads = [threading.Thread(target=work), threading.Thread(target=watch)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
