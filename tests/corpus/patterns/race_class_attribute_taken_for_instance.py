"""`options` was meant to belong to each request and belongs to the class."""

# expect: key 'user'

import threading


class Request:
    options = {}

    def __init__(self, user):
        self.options["user"] = user


threads = [
    threading.Thread(target=Request, args=("ann",)),
    threading.Thread(target=Request, args=("bob",)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
