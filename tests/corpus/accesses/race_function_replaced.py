"""A global function is replaced while another thread looks it up to call it."""

# expect: global 'handler'

import threading


def handler():
    return "old"


def replace():
    global handler
    handler = lambda: "new"  # noqa: E731


def call():
    assert handler() in ("old", "new")


threads = [threading.Thread(target=replace), threading.Thread(target=call)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
