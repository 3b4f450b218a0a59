"""Clean: -1 and -2 have one hash and are two keys."""

import threading

table = {-1: 0, -2: 0}
assert hash(-1) == hash(-2)


def work(key):
    for _ in range(100):
        table[key] += 1


threads = [threading.Thread(target=work, args=(-1,)), threading.Thread(target=work, args=(-2,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert table == {-1: 100, -2: 100}
