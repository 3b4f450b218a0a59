"""`row[0] += 1` in two threads: an update can be lost."""

# expect: index 0
# kind: lost-update

import threading

row = [0]


def work():
    row[0] += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
