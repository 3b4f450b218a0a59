"""`dict(vars(job))` reads every attribute."""

# expect: attribute 'state'

import threading


class Job:
    def __init__(self):
        self.state = "new"


job = Job()


def one():
    return dict(vars(job))


def two():
    job.state = "done"

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
