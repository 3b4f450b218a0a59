"""Clean: the lock is given back when an exception leaves the block."""

import threading

lock = threading.Lock()
failures = 0


def work():
    global failures
    for _ in range(50):
        try:
            with lock:
                failures += 1
                raise ValueError
        except ValueError:
            pass


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert failures == 100
