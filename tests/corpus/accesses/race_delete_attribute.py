"""One thread deletes the attribute that the other reads."""

# expect: attribute 'token'

import threading


class Session:
    def __init__(self):
        self.token = "secret"


session = Session()


def log_out():
    del session.token


def use():
    try:
        return session.token
    except AttributeError:
        return None


threads = [threading.Thread(target=log_out), threading.Thread(target=use)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
