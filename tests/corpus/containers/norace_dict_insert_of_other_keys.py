"""Clean: inserting is atomic, and each thread inserts keys of its own, enough to make the table grow."""

import threading

table = {}


def fill(name):
    for number in range(200):
        table[name, number] = number


threads = [threading.Thread(target=fill, args=("a",)), threading.Thread(target=fill, args=("b",))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(table) == 400
