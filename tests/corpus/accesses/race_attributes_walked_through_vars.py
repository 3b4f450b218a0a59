"""Whoever walks the dict of an instance reads its attributes."""

# expect: attribute 'state'

import threading


class Job:
    def __init__(self):
        self.state = "new"


job = Job()


def one():
    return [f"{name}={value}" for name, value in vars(job).items()]


def two():
    job.state = "done"

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
