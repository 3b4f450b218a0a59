"""Many threads read many common locations, which were written before and are written again after."""

import threading

table = {number: number for number in range(300)}
row = list(range(300))


class Node:
    def __init__(self, value):
        self.value = value


nodes = [Node(number) for number in range(300)]
sums = []


def read():
    total = 0
    for number in range(300):
        total += table[number] + row[number] + nodes[number].value
    sums.append(total)


for step in range(3):
    threads = [threading.Thread(target=read) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(300):
        table[number] += 1
        row[number] += 1
        nodes[number].value += 1
assert len(sums) == 36
assert sorted(sums) == sorted([3 * sum(range(300)) + 900 * (index // 12) for index in range(36)])
