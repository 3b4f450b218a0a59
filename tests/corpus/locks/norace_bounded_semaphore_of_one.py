"""Clean: a bounded semaphore of one is a mutex that notices one release too many."""

import threading

semaphore = threading.BoundedSemaphore(1)
total = 0


def work():
    global total
    for _ in range(50):
        with semaphore:
            total += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert total == 100
try:
    semaphore.release()
except ValueError:
    pass
else:
    raise AssertionError
