"""Generators, closures and comprehensions of each thread's own, in great numbers."""

import threading


def counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count

    return step


def numbers(limit):
    step = counter()
    while (number := step()) <= limit:
        yield number


sums = []


def work():
    total = 0
    for _ in range(60):
        total += sum(number * number for number in numbers(30))
        table = {number: [number] for number in numbers(10)}
        table[3][0] += 1
        total += table[3][0]
    sums.append(total)


threads = [threading.Thread(target=work) for _ in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(set(sums)) == 1
