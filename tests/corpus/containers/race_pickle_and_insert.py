"""The pickler walks the dict in steps."""

# expect: shape | key 'b' | elements

import pickle
import threading

state = {"a": 1}


def one():
    return pickle.dumps(state)


def two():
    state["b"] = 2


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
