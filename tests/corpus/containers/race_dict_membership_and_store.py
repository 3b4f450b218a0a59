"""`in` reads the key that the other thread stores."""

# expect: key 'ready'

import threading

state = {}


def ask():
    return "ready" in state


def finish():
    state["ready"] = True


threads = [threading.Thread(target=ask), threading.Thread(target=finish)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
