"""Keys of a class of the program that have one hash and are not equal are two locations."""

import threading


class Name:
    def __init__(self, text):
        self.text = text

    def __hash__(self):
        return 1

    def __eq__(self, other):
        if not isinstance(other, Name):
            return NotImplemented
        return self.text == other.text


table = {Name("x"): 0, Name("y"): 0}


def write(name):
    table[Name(name)] = name


threads = [threading.Thread(target=write, args=("x",)), threading.Thread(target=write, args=("y",))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
