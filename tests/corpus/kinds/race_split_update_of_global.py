"""A global is read under the lock and written under the lock, but the lock is given back between the two."""

# expect: global 'total'
# kind: split-update

import os
import threading

lock = threading.Lock()
total = 0
has_read, has_written = os.pipe(), os.pipe()


def slow():
    global total
    lock.acquire()
    old = total
    lock.release()
    os.write(has_read[1], b".")
    os.read(has_written[0], 1)
    lock.acquire()
    total = old + 1
    lock.release()


def fast():
    global total
    os.read(has_read[0], 1)
    with lock:
        total += 2
    os.write(has_written[1], b".")


threads = [threading.Thread(target=target) for target in (slow, fast)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
