"""One thread of C code calls into Python again and again: each time it gets a new thread state."""

import ctypes
import queue

libc = ctypes.CDLL(None)
Callback = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
answers = queue.SimpleQueue()


@Callback
def work(argument):
    row = [0]
    for _ in range(5):
        row[0] += 1
    answers.put(row)
    return None


for _ in range(200):
    handle = ctypes.c_ulong()
    assert libc.pthread_create(ctypes.byref(handle), None, work, None) == 0
    row = answers.get()
    row[0] += 1
    assert row == [6]
    libc.pthread_join(handle, None)
