"""Clean: the dict that an instance had before has nothing to do with its attributes any more."""


import threading


class Job:
    def __init__(self):
        self.state = "new"


job = Job()
old = job.__dict__
job.__dict__ = {"state": "new"}


def one():
    old["state"] = "done"


def two():
    job.state = "newer"

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
