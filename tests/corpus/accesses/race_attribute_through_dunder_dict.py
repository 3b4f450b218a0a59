"""`job.__dict__["state"]` and `job.state` are one location."""

# expect: attribute 'state' | key 'state'
# limit: the dict of an instance does not say whose it is, so the two ways are two locations

import threading


class Job:
    def __init__(self):
        self.state = "new"


job = Job()


def finish():
    job.state = "done"


def look():
    return job.__dict__["state"]


threads = [threading.Thread(target=finish), threading.Thread(target=look)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
