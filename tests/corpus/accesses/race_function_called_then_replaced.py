"""The same with the call first: only its read tells that there was a race."""

# expect: global 'handler'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


def handler():
    return "old"


def replace():
    global handler
    os.read(told, 1)
    handler = lambda: "new"  # noqa: E731


def call():
    assert handler() == "old"
    os.write(tell, b"x")


threads = [threading.Thread(target=replace), threading.Thread(target=call)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
