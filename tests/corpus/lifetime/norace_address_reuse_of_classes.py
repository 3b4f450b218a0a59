"""Clean: each thread makes a class of its own, changes it and drops it, though the collector may come late."""

import gc
import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


def work():
    class Local:
        count = 0

    Local.count += 1
    Local.name = "x"
    assert Local().count == 1
    os.write(tell, b"x")


threads = []
for _ in range(10):
    thread = threading.Thread(target=work)
    thread.start()
    threads.append(thread)
    os.read(told, 1)
    gc.collect()
for thread in threads:
    thread.join()
