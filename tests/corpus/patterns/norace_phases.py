"""Clean: the same objects are changed by one set of threads, then by another after all joins."""

import threading


class Cell:
    def __init__(self):
        self.value = 0


cells = [Cell() for _ in range(3)]


def add(cell):
    cell.value += 1


def double(cell):
    cell.value *= 2


threads = [
    threading.Thread(target=add, args=(cells[0],)),
    threading.Thread(target=add, args=(cells[1],)),
    threading.Thread(target=add, args=(cells[2],)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
threads = [
    threading.Thread(target=double, args=(cells[2],)),
    threading.Thread(target=double, args=(cells[0],)),
    threading.Thread(target=double, args=(cells[1],)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert [cell.value for cell in cells] == [2, 2, 2]
