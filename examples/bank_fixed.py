"""Two tellers pay into one account; the account has a lock."""

from __future__ import annotations

import threading


class Account:
    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.lock = threading.Lock()
        self.balance = 0

    def deposit(self, amount: int) -> None:
        with self.lock:
            self.balance += amount


def work(account: Account, deposits: int) -> None:
    for _ in range(deposits):
        account.deposit(10)


def main() -> None:
    account = Account("Alice")
    tellers = [threading.Thread(target=work, args=(account, 1000), name=f"teller-{n}") for n in (1, 2)]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    print(f"{account.owner} has {account.balance}")


if __name__ == "__main__":
    main()
