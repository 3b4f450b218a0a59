"""`setattr` with a name known only at run time against a plain attribute read."""

# expect: attribute 'retries'

import threading


class Options:
    def __init__(self):
        self.retries = 3


options = Options()


def load(pairs):
    for name, value in pairs:
        setattr(options, name, value)


def use():
    return options.retries


threads = [threading.Thread(target=load, args=([("retries", 5)],)), threading.Thread(target=use)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
