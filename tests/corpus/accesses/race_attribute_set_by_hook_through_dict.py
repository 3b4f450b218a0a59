"""`__setattr__` of the class stores into the dict of the instance: the attribute is written there."""

# expect: attribute 'state'

import threading


class Job:
    def __setattr__(self, name, value):
        self.__dict__[name] = value


job = Job()
job.state = "new"


def one():
    job.state = "done"


def two():
    return job.state

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
