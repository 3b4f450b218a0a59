"""One thread copies a part of a list by a slice while another puts something else into an item of that part."""

# expect: index 1
# kind: read-write
# level: warning

import threading

row = [1, 2, 3, 4]


def read():
    print(sum(row[0:2]))


def write():
    row[1] = 5
    row[3] = 5


threads = [threading.Thread(target=target) for target in (read, write)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
