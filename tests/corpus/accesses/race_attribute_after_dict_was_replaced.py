"""An instance that was given another dict: that one has its attributes."""

# expect: attribute 'state'

import threading


class Job:
    def __init__(self):
        self.state = "new"


job = Job()
names = {"state": "newer"}
job.__dict__ = names


def one():
    names["state"] = "done"


def two():
    return job.state

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
