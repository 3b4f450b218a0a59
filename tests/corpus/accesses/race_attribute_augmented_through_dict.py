"""Both count in one attribute, one of them through the dict of the instance."""

# expect: attribute 'count'
# kind: lost-update

import threading


class Job:
    def __init__(self):
        self.count = 0


job = Job()


def one():
    vars(job)["count"] += 1


def two():
    job.count += 1

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
