"""A method of the dict of an instance changes an attribute."""

# expect: attribute 'state'

import threading


class Job:
    def __init__(self):
        self.state = "new"


job = Job()


def one():
    job.__dict__.pop("state", None)


def two():
    job.state = "done"

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
