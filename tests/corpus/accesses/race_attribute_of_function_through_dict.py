"""The attributes of a function lie in its dict as well."""

# expect: attribute 'state'

import threading


def work():
    pass


work.state = "new"


def one():
    work.__dict__["state"] = "done"


def two():
    return work.state

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
