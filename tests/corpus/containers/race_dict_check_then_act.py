"""`if k not in d: d[k] = ...` in two threads: both may find the key missing."""

# expect: key 'config'
# kind: check-then-act

import threading

cache = {}


def load():
    if "config" not in cache:
        cache["config"] = {"debug": False}


threads = [threading.Thread(target=load) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
