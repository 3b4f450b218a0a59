"""Clean: each transfer holds both locks, always taken in one order."""

import threading


class Account:
    def __init__(self, number, balance):
        self.number = number
        self.lock = threading.Lock()
        self.balance = balance


def transfer(source, target, amount):
    low, high = sorted((source, target), key=lambda account: account.number)
    with low.lock, high.lock:
        source.balance -= amount
        target.balance += amount


first, second = Account(1, 100), Account(2, 100)
threads = [
    threading.Thread(target=transfer, args=(first, second, 10)),
    threading.Thread(target=transfer, args=(second, first, 20)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert first.balance + second.balance == 200
