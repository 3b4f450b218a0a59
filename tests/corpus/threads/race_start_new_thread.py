"""Two threads made by `_thread.start_new_thread` add to one key."""

# expect: key 'result'
# kind: lost-update

import _thread
import os

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
numbers = {"result": 1}


def work(factor):
    numbers["result"] *= factor
    os.write(tell, b"x")


_thread.start_new_thread(work, (5,))
_thread.start_new_thread(work, (7,))
os.read(told, 1)
os.read(told, 1)
