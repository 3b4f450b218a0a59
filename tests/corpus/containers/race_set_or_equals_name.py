"""An augmented assignment changes the set while the other walks it."""

# expect: shape | elements

import threading

seen = {1}
more = {2, 3}


def one():
    mine = seen
    mine |= more


def two():
    return sum(seen)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
