"""The same with an Event that each thread makes, sets, waits for and drops."""

# expect: global 'total'
# kind: lost-update

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
total = 0


def work():
    global total
    event = threading.Event()
    event.wait(0)
    total += 1
    event.set()
    event.wait()
    del event
    os.write(tell, b"x")


threads = []
for _ in range(10):
    thread = threading.Thread(target=work)
    thread.start()
    threads.append(thread)
    os.read(told, 1)
for thread in threads:
    thread.join()
