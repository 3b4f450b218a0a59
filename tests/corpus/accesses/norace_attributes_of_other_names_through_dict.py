"""Clean: the dict of an instance is used for one attribute, the dot for another."""


import threading


class Job:
    def __init__(self):
        self.state = "new"


job = Job()
job.note = ""


def one():
    vars(job)["state"] = "done"
    vars(job)["state"] += "!"


def two():
    job.note = "seen"
    return job.note

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
