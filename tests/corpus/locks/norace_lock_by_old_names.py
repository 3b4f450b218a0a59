"""Clean: locks have methods of older names too, and `_thread` makes the same locks."""

import _thread
import threading

lock = _thread.allocate_lock()
total = 0


def work():
    global total
    for _ in range(50):
        lock.acquire_lock()
        try:
            total += 1
        finally:
            lock.release_lock()


threads = [threading.Thread(target=f) for f in (work, work)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
