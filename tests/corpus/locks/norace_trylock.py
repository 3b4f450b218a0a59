"""Clean: a non-blocking acquire that succeeds is an acquire; who fails touches nothing."""

import threading

lock = threading.Lock()
total = 0


def work():
    global total
    for _ in range(200):
        if lock.acquire(blocking=False):
            total += 1
            lock.release()


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert 0 < total <= 400
