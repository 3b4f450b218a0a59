"""Two keys that are equal though not identical are one location."""

# expect: key

import threading


class Name:
    def __init__(self, text):
        self.text = text

    def __hash__(self):
        return hash(self.text)

    def __eq__(self, other):
        return self.text == other.text


table = {Name("x"): 0}


def write(value):
    table[Name("x")] = value


threads = [threading.Thread(target=write, args=(1,)), threading.Thread(target=write, args=(2,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
