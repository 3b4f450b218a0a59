"""Clean: one thread uses the object last, the other drops the last reference: `__del__` comes after every use."""

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
closed = threading.Semaphore(0)


class Resource:
    def __init__(self):
        self.uses = 0

    def __del__(self):
        self.uses += 1
        closed.release()


def run():
    resource = Resource()
    mine, other = [resource], [resource]
    del resource

    def use():
        mine[0].uses += 1
        mine.clear()
        os.write(tell, b"x")

    def drop():
        os.read(told, 1)
        other.clear()

    threads = [threading.Thread(target=use), threading.Thread(target=drop)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


run()
