"""What the golden reports are about. Line numbers matter: append only."""

import threading


class Account:
    rate = 0

    def __init__(self):
        self.balance = 0
        self.lock = threading.Lock()

    def deposit(self, amount):
        self.balance += amount

    def peek(self):
        return self.balance + 1

    def safely(self, amount):
        with self.lock:
            self.deposit(amount)


total = 0


def count():
    global total
    total += 1


def run():
    n = 0

    def worker():
        nonlocal n
        n += 1

    threads = [threading.Thread(target=worker, name=f"worker-{i}") for i in range(2)]
    return threads


def use(table, names):
    table["alice"] = 1; names[3] = 2  # two accesses on one line
    names.append(
        "zoë")


def main():
    account = Account()
    thread = threading.Thread(target=account.deposit)
    thread.start()
    account.peek()


def dive(depth):
    return depth and 1 + dive(depth - 1)
