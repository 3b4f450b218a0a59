"""Clean: the lock is made once, as the default of an argument, and not by each call."""

import threading

total = 0


def work(lock=threading.Lock()):
    global total
    with lock:
        total += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert total == 2
