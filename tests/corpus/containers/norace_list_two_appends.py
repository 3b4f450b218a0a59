"""Clean: `append` is one atomic step; neither item is lost, and the order was never promised."""

import threading

found = []


def work(number):
    for _ in range(100):
        found.append(number)


threads = [threading.Thread(target=work, args=(1,)), threading.Thread(target=work, args=(2,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sorted(found) == [1] * 100 + [2] * 100
