"""Clean: finalizers in many threads count under a lock (Go: TestNoRaceFinGlobal)."""

import threading

lock = threading.Lock()


class Resource:
    closed = 0

    def __del__(self):
        with lock:
            Resource.closed += 1


def work():
    for _ in range(20):
        Resource()


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
with lock:
    assert Resource.closed == 60
