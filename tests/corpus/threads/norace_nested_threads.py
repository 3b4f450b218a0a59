"""Clean: threads that start threads, each joined by who started it."""

import threading

sums = {}


def leaf(name):
    sums[name] = 1


def branch(name):
    threads = [
        threading.Thread(target=leaf, args=(name + "l",)),
        threading.Thread(target=leaf, args=(name + "r",)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sums[name] = sums[name + "l"] + sums[name + "r"]


threads = [
    threading.Thread(target=branch, args=("a",)),
    threading.Thread(target=branch, args=("b",)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sums["a"] + sums["b"] == 4
