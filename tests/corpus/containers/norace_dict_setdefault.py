"""Clean: `setdefault` finds or inserts in one atomic step, and `append` is atomic too."""

import threading

groups = {}


def work(number):
    for _ in range(50):
        groups.setdefault("all", []).append(number)


threads = [threading.Thread(target=work, args=(1,)), threading.Thread(target=work, args=(2,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sorted(groups["all"]) == [1] * 50 + [2] * 50
