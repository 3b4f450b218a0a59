"""`job.__dict__["state"]` and `job.state` are one location."""

# expect: attribute 'state'

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
