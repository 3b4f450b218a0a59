"""Clean: built without the lock, published and fetched under it."""

import threading
import time

lock = threading.Lock()
config = None


class Config:
    def __init__(self):
        self.values = {}
        self.values["a"] = 1
        self.path = "/"


def load():
    global config
    new = Config()
    new.values["b"] = 2
    with lock:
        config = new


def use():
    while True:
        with lock:
            current = config
        if current is not None:
            break
        time.sleep(0.001)
    assert current.values == {"a": 1, "b": 2} and current.path == "/"


threads = [
    threading.Thread(target=use),
    threading.Thread(target=load),
    threading.Thread(target=use),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
