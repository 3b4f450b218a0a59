"""Whichever way the dict of an instance was come by, its items are the attributes."""

# expect: attribute 'state'

import threading
from operator import attrgetter


class Job:
    def __init__(self):
        self.state = "new"


job = Job()


def one():
    attrgetter("__dict__")(job)["state"] = "done"


def two():
    return job.state

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
