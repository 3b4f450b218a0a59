"""Clean: each thread walks a generator of its own."""

import threading


def count(limit):
    number = 0
    while number < limit:
        yield number
        number += 1


results = []


def work():
    results.append(sum(count(100)))


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert results == [4950] * 3
