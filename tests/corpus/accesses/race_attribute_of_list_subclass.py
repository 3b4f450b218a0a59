"""An instance of a subclass of list has attributes as any other."""

# expect: attribute 'state'

import threading


class Thing(list):
    pass


thing = Thing()
thing.state = "new"


def one():
    thing.state = "done"


def two():
    return thing.state

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
