"""Clean: each thread has an account of its own; only the class is common."""

import threading


class Account:
    def __init__(self):
        self.balance = 0


def deposit(account):
    for _ in range(100):
        account.balance += 10


accounts = [Account(), Account()]
threads = [
    threading.Thread(target=deposit, args=(accounts[0],)),
    threading.Thread(target=deposit, args=(accounts[1],)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert [account.balance for account in accounts] == [1000, 1000]
