"""Two threads add to one attribute without a lock: an update can be lost."""

# expect: attribute 'balance'
# kind: lost-update

import threading


class Account:
    def __init__(self):
        self.balance = 0


account = Account()


def deposit():
    account.balance += 10


threads = [threading.Thread(target=deposit) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
