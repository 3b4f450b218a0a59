"""`del row[0]` moves every element while the other thread reads one."""

# expect: of list

import threading

row = [1, 2, 3]


def drop():
    del row[0]


def read():
    return row[1]


threads = [threading.Thread(target=drop), threading.Thread(target=read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
