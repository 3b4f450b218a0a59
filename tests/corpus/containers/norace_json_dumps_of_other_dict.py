"""The encoder reads another part of the state than the one that changes."""

import json
import threading

state = {"users": {"ann": 30}, "hosts": {"a": 1}}
users, hosts = state["users"], state["hosts"]


def one():
    return json.dumps(users)


def two():
    hosts["a"] = 2


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
