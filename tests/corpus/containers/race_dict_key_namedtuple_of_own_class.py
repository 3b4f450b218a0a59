"""A tuple with an object of the program in it is one key with another tuple of the same object."""

# expect: key

import threading


class Name:
    def __init__(self, text):
        self.text = text

    def __hash__(self):
        return hash(self.text)

    def __eq__(self, other):
        return self.text == other.text


name = Name("x")
first, again, other = (1, name), (1, name), (1, Name("y"))
table = {first: 0, other: 0}


def one():
    table[first] = 1


def two():
    table[again] = 2


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
