"""Clean: the notification comes before anybody waits, and nothing is lost: who wants to wait looks first, under the lock."""

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
condition = threading.Condition()
value = None


def produce():
    global value
    with condition:
        value = 42
        condition.notify()
    os.write(tell, b"x")


def consume():
    os.read(told, 1)
    with condition:
        while value is None:
            condition.wait()
    assert value == 42


threads = [threading.Thread(target=target) for target in (produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
