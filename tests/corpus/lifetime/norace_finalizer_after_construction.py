"""Clean: one thread makes the object and never touches it again, another drops it: `__del__` comes after the construction."""

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
closed = threading.Semaphore(0)
total = 0


class Resource:
    def __init__(self):
        global total
        self.name = "resource"
        total += 1

    def __del__(self):
        global total
        total -= 1
        closed.release()


class Named(Resource):
    def __init__(self):
        global total
        super().__init__()
        total += 1


def run(kind):
    kept = {}

    def make():
        kept["it"] = kind()
        os.write(tell, b"x")

    def drop():
        os.read(told, 1)
        kept.clear()

    threads = [threading.Thread(target=make), threading.Thread(target=drop)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    closed.acquire()


run(Resource)
run(Named)
assert total == 1
