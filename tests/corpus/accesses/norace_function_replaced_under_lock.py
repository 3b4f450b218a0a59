"""The name of a function is bound anew and called, both under one lock."""

import threading

lock = threading.Lock()


def handler():
    return "old"


def replace():
    global handler
    with lock:
        handler = lambda: "new"  # noqa: E731


def call():
    with lock:
        assert handler() in ("old", "new")


threads = [threading.Thread(target=replace), threading.Thread(target=call)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
