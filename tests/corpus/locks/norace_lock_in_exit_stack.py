"""Clean: the lock is taken by `ExitStack`, and by a generator that is a context manager."""

import contextlib
import threading

lock = threading.Lock()
total = 0


@contextlib.contextmanager
def locked():
    with lock:
        yield


def work():
    global total
    for _ in range(20):
        with contextlib.ExitStack() as stack:
            stack.enter_context(lock)
            total += 1
        with locked():
            total += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert total == 80
