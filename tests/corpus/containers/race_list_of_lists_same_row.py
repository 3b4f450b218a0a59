"""`[[0] * 2] * 2` has one row twice: two threads that mean different rows write one."""

# expect: index 0
# kind: lost-update

import threading

grid = [[0] * 2] * 2


def work(row):
    grid[row][0] += 1


threads = [threading.Thread(target=work, args=(0,)), threading.Thread(target=work, args=(1,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
