"""Clean: two locks, one inside the other; each guards its own data."""

import threading

outer, inner = threading.Lock(), threading.Lock()
total = 0
log = {"lines": 0}


def work():
    global total
    for _ in range(50):
        with outer:
            total += 1
            with inner:
                log["lines"] += 1
        with inner:
            log["lines"] += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert (total, log["lines"]) == (100, 200)
