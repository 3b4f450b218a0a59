"""A global function is replaced, then another thread looks it up to call it."""

# expect: global 'handler'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


def handler():
    return "old"


def replace():
    global handler
    handler = lambda: "new"  # noqa: E731
    os.write(tell, b"x")


def call():
    os.read(told, 1)
    assert handler() == "new"


threads = [threading.Thread(target=replace), threading.Thread(target=call)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
