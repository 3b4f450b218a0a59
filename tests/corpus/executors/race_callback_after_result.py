"""`result()` waits for the task and not for its callbacks: what those write may still be under way."""

# expect: global 'noted'

import os
from concurrent.futures import ThreadPoolExecutor

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
noted = None


def work():
    os.read(told, 1)


def note(future):
    global noted
    noted = True


with ThreadPoolExecutor(1) as pool:
    future = pool.submit(work)
    future.add_done_callback(note)
    os.write(tell, b"x")
    future.result()
    print("noted:", noted)
