"""Main joins the thread that it started, but that one left a thread of its own behind."""

# expect: global 'state'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
state = "new"
inner = []


def deep():
    global state
    state = "deep"
    os.write(tell, b"x")


def outer():
    thread = threading.Thread(target=deep)
    inner.append(thread)
    thread.start()


thread = threading.Thread(target=outer)
thread.start()
thread.join()
os.read(told, 1)
state = "main"
inner[0].join()
