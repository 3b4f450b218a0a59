"""The union is made in one step, before or after the insertion."""

import threading

defaults = {"a": 1}
given = {"b": 2}


def one():
    return defaults | given


def two():
    given["c"] = 3


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
