"""`in` on the dict of an instance reads an attribute."""

# expect: attribute 'state'

import threading


class Job:
    def __init__(self):
        self.state = "new"


job = Job()


def one():
    return "state" in vars(job)


def two():
    job.state = "done"

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
