"""A element whose hash and comparison are code of the program: the same object is the same element."""

# expect: key

import threading


class Name:
    def __init__(self, text):
        self.text = text

    def __hash__(self):
        return hash(self.text)

    def __eq__(self, other):
        return self.text == other.text


first, again, other = (lambda name: (name, name, Name("y")))(Name("x"))
seen = {first, other}


def one():
    return first in seen


def two():
    seen.discard(again)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
