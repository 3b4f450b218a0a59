"""Main sets the option after it started the thread that reads it."""

# expect: attribute 'verbose'

import threading


class Options:
    def __init__(self):
        self.verbose = False


options = Options()


def work():
    return options.verbose


thread = threading.Thread(target=work)
thread.start()
options.verbose = True
thread.join()
