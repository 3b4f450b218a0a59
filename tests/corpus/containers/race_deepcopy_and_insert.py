"""deepcopy walks the dict in steps: a new key in the midst of it is an error."""

# expect: elements | key 'bob' | shape

import copy
import threading

state = {"users": {"ann": 30}}


def one():
    return copy.deepcopy(state)


def two():
    state["users"]["bob"] = 31


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
