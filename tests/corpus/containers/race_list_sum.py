"""`sum` walks the list, of which the other thread writes an element."""

# expect: of list

import threading

row = [3, 1, 2]


def total():
    return sum(row)


def correct():
    row[0] = 9


threads = [threading.Thread(target=total), threading.Thread(target=correct)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
