"""Memory that is not Python's, behind memoryviews: two threads write one element of it, and each many of its own.

The argument names the kind of memory. The report names the element, `index 4`.
"""

import ctypes
import mmap
import os
import sys
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Structure(ctypes.Structure):
    _fields_ = (("a", ctypes.c_int), ("b", ctypes.c_ubyte * 60))


def of_numpy():
    import numpy as np

    return np.zeros(64, "u1")


KINDS = {
    "mmap": lambda: mmap.mmap(-1, 1 << 20),
    "ctypes array": lambda: (ctypes.c_ubyte * 64)(),
    "ctypes array in a bytearray": lambda: (ctypes.c_ubyte * 64).from_buffer(bytearray(64)),
    "structure": Structure,
    "string buffer": lambda: ctypes.create_string_buffer(64),
    "numpy": of_numpy,
}


def run(make):
    memory = make()
    one, other = memoryview(memory).cast("B"), memoryview(memory).cast("B")[2:]

    def use():
        one[4] = 1
        one[40:60] = bytes(20)
        os.write(tell, b"x")

    thread = threading.Thread(target=use)
    thread.start()
    os.read(told, 1)
    other[2] = 2
    other[8:30] = bytes(22)
    assert other[2] == 2
    thread.join()
    one.release()
    other.release()
    if isinstance(memory, mmap.mmap):
        memory.close()


def churn(make):
    """Blocks that come and go at the same addresses, in a thread each: nobody's history is another's."""
    for _ in range(20):
        memory = make()
        with memoryview(memory) as view, view.cast("B") as octets:
            octets[4] = 1
            octets[8:12] = bytes(4)
        if isinstance(memory, mmap.mmap):
            memory.close()
        del memory
    os.write(tell, b"x")


make = KINDS[sys.argv[1]]
threads = []
for _ in range(5):
    thread = threading.Thread(target=churn, args=(make,))
    thread.start()
    threads.append(thread)
    os.read(told, 1)
run(make)
for thread in threads:
    thread.join()
