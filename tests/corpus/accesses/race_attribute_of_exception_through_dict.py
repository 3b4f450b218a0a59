"""An exception has a dict of its own, as instances of classes have."""

# expect: attribute 'state'

import threading


class Failure(Exception):
    pass


error = Failure()
error.state = "new"


def one():
    vars(error)["state"] = "done"


def two():
    return error.state

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
