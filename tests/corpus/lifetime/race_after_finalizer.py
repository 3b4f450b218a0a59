"""A finalizer is ordered after the object's uses; that is over when it is: what its thread reads then may be old."""

# expect: key 'uses' of dict

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Resource:
    def __init__(self, notes):
        self.notes = notes

    def __del__(self):
        assert self.notes["uses"] == 1


def run():
    notes = {"uses": 0}
    given, give = os.pipe()

    def use():
        os.read(given, 1)
        mine[0].notes["uses"] = 1
        mine.clear()
        os.write(tell, b"x")

    def drop():
        resource = Resource(notes)  # of this thread, so that it dies here even without the GIL
        mine.append(resource)
        os.write(give, b"x")
        os.read(told, 1)
        del resource
        assert notes["uses"] == 1

    mine = []
    threads = [threading.Thread(target=use), threading.Thread(target=drop)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


run()
