"""The old balance is read under the lock and the new one written under the lock, but the lock is given back between the two."""

# expect: attribute 'balance'
# kind: split-update

import os
import threading


class Account:
    def __init__(self):
        self.lock = threading.Lock()
        self.balance = 0

    def deposit(self, amount, meanwhile):
        with self.lock:
            old = self.balance
        meanwhile()
        with self.lock:
            self.balance = old + amount


account = Account()
has_read, has_written = os.pipe(), os.pipe()


def first():
    def meanwhile():
        os.write(has_read[1], b".")
        os.read(has_written[0], 1)

    account.deposit(1, meanwhile)


def second():
    os.read(has_read[0], 1)
    account.deposit(2, lambda: None)
    os.write(has_written[1], b".")


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
