"""The dict of an instance that was taken long before: its items are the attributes still."""

# expect: attribute 'state'

import threading


class Job:
    def __init__(self):
        self.state = "new"


job = Job()
names = vars(job)


def one():
    names["state"] = "done"


def two():
    return job.state

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
