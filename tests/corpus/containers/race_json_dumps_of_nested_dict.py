"""The encoder reads all that is in the dict, and what is in that."""

# expect: key 'age'

import json
import threading

state = {"users": {"ann": {"age": 30}}}


def one():
    return json.dumps(state)


def two():
    state["users"]["ann"]["age"] = 31


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
