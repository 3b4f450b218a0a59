"""`|=` changes the set that a local name stands for."""

# expect: shape | elements
# kind: iteration

import threading

seen = {1}


def one():
    mine = seen
    mine |= {2}


def two():
    for number in seen:
        assert number


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
