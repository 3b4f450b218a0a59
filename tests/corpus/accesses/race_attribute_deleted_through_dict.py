"""`del job.__dict__["state"]` takes the attribute away."""

# expect: attribute 'state'

import threading


class Job:
    def __init__(self):
        self.state = "new"


job = Job()


def one():
    del job.__dict__["state"]


def two():
    return getattr(job, "state", None)

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
