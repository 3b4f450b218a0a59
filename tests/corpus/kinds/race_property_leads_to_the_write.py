"""A property asks, and on account of what it says the token is fetched: both threads may fetch one."""

# expect: attribute 'token'
# kind: check-then-act

import threading


class Credentials:
    token = None

    def __init__(self):
        self.token = None

    @property
    def valid(self):
        return self.token is not None

    def refresh(self):
        self.token = object()

    def apply(self):
        if not self.valid:
            self.refresh()


credentials = Credentials()


threads = [threading.Thread(target=credentials.apply) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
