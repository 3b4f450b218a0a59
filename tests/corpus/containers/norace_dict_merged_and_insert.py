"""A dict is read in one step when it is copied into another."""

import threading

given = {"b": 2}


def one():
    return {"a": 1, **given}


def two():
    given["c"] = 3


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
