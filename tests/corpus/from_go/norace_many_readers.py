"""TestNoRaceRWMutexTransitive, with a plain lock: two reads are ordered before a later write through the lock."""

import threading

lock = threading.Lock()
readers = 0
data = 1


def read():
    global readers
    assert data == 1
    with lock:
        readers += 1


def write():
    global data
    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with lock:
        assert readers == 2
    data = 2


thread = threading.Thread(target=write)
thread.start()
thread.join()
assert data == 2
