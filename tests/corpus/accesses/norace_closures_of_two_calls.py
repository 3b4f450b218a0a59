"""Clean: each call of the outer function has its own variable."""

import threading


def make_counter():
    count = 0

    def work():
        nonlocal count
        for _ in range(100):
            count += 1
        return count

    return work


first = make_counter()
second = make_counter()
threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert first() == second() == 200
