"""Both threads make a temporary file: the name generator's lock inside gives them no order."""

# expect: global 'last'

import os
import tempfile
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
last = None


def first():
    global last
    last = "first"
    with tempfile.TemporaryFile():
        pass
    os.write(tell, b"x")


def second():
    global last
    os.read(told, 1)
    with tempfile.TemporaryFile():
        pass
    last = "second"


threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
