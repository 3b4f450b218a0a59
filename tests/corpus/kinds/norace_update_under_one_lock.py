"""The lock is held from the read to the write."""

import threading


class Account:
    def __init__(self):
        self.lock = threading.Lock()
        self.balance = 0

    def deposit(self, amount):
        with self.lock:
            old = self.balance
            self.balance = old + amount


account = Account()
threads = [threading.Thread(target=account.deposit, args=[amount]) for amount in (1, 2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert account.balance == 3
