"""Clean: the lock is taken and given back by calls, also through bound methods kept from before."""

import threading

lock = threading.Lock()
take, give = lock.acquire, lock.release
total = 0


def work():
    global total
    for _ in range(50):
        lock.acquire()
        try:
            total += 1
        finally:
            lock.release()
        take()
        total += 1
        give()


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert total == 200
