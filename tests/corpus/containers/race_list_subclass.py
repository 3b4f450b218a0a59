"""A subclass of `list` without methods of its own has the elements of a list."""

# expect: index 0
# kind: lost-update

import threading


class Row(list):
    pass


row = Row([0])


def work():
    row[0] += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
