"""Clean: every access is under one lock."""

import threading


class Account:
    def __init__(self):
        self.lock = threading.Lock()
        self.balance = 0

    def deposit(self, amount):
        with self.lock:
            self.balance += amount


account = Account()


def work():
    for _ in range(100):
        account.deposit(1)


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
with account.lock:
    assert account.balance == 300
