"""Clean: two functions guard one attribute by one lock, whatever name they know it by."""

import threading


class Account:
    def __init__(self):
        self.balance = 0


account = Account()
deposit_lock = withdraw_lock = threading.Lock()


def deposit():
    with deposit_lock:
        account.balance += 10


def withdraw():
    with withdraw_lock:
        account.balance -= 10


threads = [threading.Thread(target=deposit), threading.Thread(target=withdraw)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert account.balance == 0
