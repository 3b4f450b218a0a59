"""Clean: the dict of an instance that is gone, and an instance that was made where the other one lay."""

import threading


class Job:
    def __init__(self):
        self.state = "new"


def orphan():
    """The dict of a job, and another job at the address which that one had."""
    for _ in range(100):
        job = Job()
        names, address = vars(job), id(job)
        del job
        kept = []
        for _ in range(20):
            kept.append(Job())
            if id(kept[-1]) == address:
                return names, kept[-1]
    return {"state": "new"}, Job()


names, job = orphan()


def one():
    for _ in range(3):
        names["state"] = "done"


def two():
    for _ in range(3):
        job.state = "done"

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
