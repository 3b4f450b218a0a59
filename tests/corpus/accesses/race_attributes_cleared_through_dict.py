"""`clear` on the dict of an instance takes all its attributes away."""

# expect: attribute 'state'

import threading


class Job:
    def __init__(self):
        self.state = "new"


job = Job()


def one():
    job.__dict__.clear()


def two():
    return getattr(job, "state", None)

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
