"""Clean: the outer list is only read; each thread changes its own inner list."""

import threading

grid = [[0] * 5 for _ in range(3)]


def work(number):
    for column in range(5):
        grid[number][column] += number
        grid[number].append(column)


threads = [
    threading.Thread(target=work, args=(0,)),
    threading.Thread(target=work, args=(1,)),
    threading.Thread(target=work, args=(2,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert grid[2] == [2, 2, 2, 2, 2, 0, 1, 2, 3, 4]
