"""The notification comes before anybody waits, and is lost; who waits has looked at nothing, and goes on when time is up."""

# expect: global 'value'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
condition = threading.Condition()
value = None


def produce():
    global value
    with condition:
        condition.notify()
    value = 42
    os.write(tell, b"x")


def consume():
    os.read(told, 1)
    with condition:
        assert not condition.wait(0.001)
    print(value)


threads = [threading.Thread(target=target) for target in (produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
