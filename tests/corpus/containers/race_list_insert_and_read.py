"""`insert` at the front moves every element; the other thread reads one by its index."""

# expect: of list

import threading

row = ["a", "b"]


def push():
    row.insert(0, "x")


def second():
    return row[1]


threads = [threading.Thread(target=push), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
