"""One lock on a file for all threads, which is one for each of them (its state is local to the thread), and locks of their own."""

# needs: filelock

import os
import tempfile
import threading

import filelock


def work():
    for _ in range(10):
        with lock, lock:
            pass
        with filelock.FileLock(os.path.join(folder, "other")):
            pass


with tempfile.TemporaryDirectory() as folder:
    lock = filelock.FileLock(os.path.join(folder, "lock"))
    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
