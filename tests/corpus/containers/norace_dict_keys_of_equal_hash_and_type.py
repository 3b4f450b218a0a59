"""Clean: objects that all hash to one number and are not equal are different keys."""

import threading


class Name:
    def __init__(self, text):
        self.text = text

    def __hash__(self):
        return 7

    def __eq__(self, other):
        return self.text == other.text


first, second = Name("first"), Name("second")
table = {first: 0, second: 0}


def work(key):
    for _ in range(50):
        table[key] += 1


threads = [
    threading.Thread(target=work, args=(first,)),
    threading.Thread(target=work, args=(second,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert table == {first: 50, second: 50}
