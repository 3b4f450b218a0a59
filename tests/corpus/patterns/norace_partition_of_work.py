"""Clean: each thread sums its own part and stores it in its own place; main adds up after the joins."""

import threading

numbers = list(range(1000))
sums = [0] * 4


def work(index):
    total = 0
    for number in numbers[index::4]:
        total += number
    sums[index] = total


threads = [
    threading.Thread(target=work, args=(0,)),
    threading.Thread(target=work, args=(1,)),
    threading.Thread(target=work, args=(2,)),
    threading.Thread(target=work, args=(3,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sum(sums) == sum(numbers)
