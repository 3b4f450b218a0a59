"""Clean: an attribute in a slot, and an item of that name in the dict of the same instance."""


import threading


class Job:
    __slots__ = ("state", "__dict__")


job = Job()
vars(job)["state"] = ""


def one():
    vars(job)["state"] = "noted"
    vars(job)["state"] += "!"


def two():
    job.state = "done"
    return job.state

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
