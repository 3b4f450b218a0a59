"""Clean: an acquire with a timeout that succeeds is an acquire."""

import threading

lock = threading.Lock()
total = 0


def work():
    global total
    for _ in range(20):
        if lock.acquire(timeout=30):
            total += 1
            lock.release()


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert total == 40
