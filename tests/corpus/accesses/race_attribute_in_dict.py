"""The same race when the instance keeps its attributes in a real dictionary, which `__dict__` made it build."""

# expect: attribute 'balance'
# kind: lost-update

import threading


class Account:
    def __init__(self):
        self.balance = 0


account = Account()
names = account.__dict__


def deposit():
    account.balance += 10


threads = [threading.Thread(target=deposit) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert list(names) == ["balance"]
