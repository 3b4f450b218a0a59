"""Each transfer holds the lock of the account it takes from, and changes two accounts."""

# expect: attribute 'balance'
# kind: lost-update

import threading


class Account:
    def __init__(self, balance):
        self.lock = threading.Lock()
        self.balance = balance


def transfer(source, target, amount):
    with source.lock:
        source.balance -= amount
        target.balance += amount


first, second = Account(100), Account(100)
threads = [
    threading.Thread(target=transfer, args=(first, second, 10)),
    threading.Thread(target=transfer, args=(second, first, 20)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
