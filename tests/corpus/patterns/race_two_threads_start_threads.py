"""Both threads start and join a thread of their own; what `threading` locks inside gives them no order."""

# expect: global 'last'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
last = None


def nothing():
    pass


def first():
    global last
    last = "first"
    thread = threading.Thread(target=nothing)
    thread.start()
    thread.join()
    os.write(tell, b"x")


def second():
    global last
    os.read(told, 1)
    thread = threading.Thread(target=nothing)
    thread.start()
    thread.join()
    last = "second"


threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
