"""Two tellers move money between the same accounts without a lock."""

# expect: attribute 'balance'
# kind: lost-update

import threading


class Account:
    def __init__(self, balance):
        self.balance = balance


def transfer(source, target, amount):
    if source.balance >= amount:
        source.balance -= amount
        target.balance += amount


savings, current = Account(100), Account(100)
threads = [
    threading.Thread(target=transfer, args=(savings, current, 10)),
    threading.Thread(target=transfer, args=(current, savings, 20)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
