"""Clean: different keys of one dict. A class is a key by its identity."""

import threading


class One:
    pass


class Two:
    pass


first, again, other = One, One, Two
table = {first: 0, other: 0}


def one():
    table[first] = 1
    table[again] += 1


def two():
    table[other] = 2
    table[other] += 1


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
