"""Clean: each call makes cells of its own, at addresses that others had before."""

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


def count():
    number = 0

    def step():
        nonlocal number
        number += 1
        return number

    step()
    return step()


def work():
    assert count() == 2
    assert count() == 2
    os.write(tell, b"x")


threads = []
for _ in range(20):
    thread = threading.Thread(target=work)
    thread.start()
    threads.append(thread)
    os.read(told, 1)
for thread in threads:
    thread.join()
