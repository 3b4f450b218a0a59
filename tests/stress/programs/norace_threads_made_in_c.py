"""Threads that C code makes call back into Python, work under the lock and answer over a queue."""

import ctypes
import queue
import threading

pthread = ctypes.CDLL(None)
Callback = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)


class Counter:
    def __init__(self):
        self.value = 0


lock = threading.Lock()
counter = Counter()
answers = queue.SimpleQueue()


@Callback
def work(argument):
    own = Counter()
    for _ in range(50):
        own.value += 1
        with lock:
            counter.value += 1
    answers.put(own)
    return None


handles = [ctypes.c_ulong() for _ in range(40)]
for handle in handles:
    assert pthread.pthread_create(ctypes.byref(handle), None, work, None) == 0
for _ in handles:
    own = answers.get()
    own.value += 1
    assert own.value == 51
for handle in handles:
    pthread.pthread_join(handle, None)
with lock:
    assert counter.value == 2000
