"""Two threads that C code made are in Python at the same time and write one attribute."""

# expect: attribute 'value'

import ctypes
import os

pthread = ctypes.CDLL(None)
Callback = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
heard, say = os.pipe()


class Counter:
    def __init__(self):
        self.value = 0


counter = Counter()


def meet(sign, wait):
    # Each goes on when the other has come: so neither began after the other's access.
    os.write(sign, b"x")
    os.read(wait, 1)
    counter.value += 1


@Callback
def first(argument):
    meet(tell, heard)
    return None


@Callback
def second(argument):
    meet(say, told)
    return None


handles = [ctypes.c_ulong(), ctypes.c_ulong()]
for handle, work in zip(handles, (first, second), strict=True):
    assert pthread.pthread_create(ctypes.byref(handle), None, work, None) == 0
for handle in handles:
    pthread.pthread_join(handle, None)
