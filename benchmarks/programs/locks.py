"""Lock-heavy: four threads move money between accounts, with two account locks held for every transfer."""

import threading

import harness


class Account:
    """Money with a lock."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.balance = 1000
        self.lock = threading.Lock()


def transfer(source: Account, target: Account, amount: int) -> bool:
    """Move money if there is enough; locks in order of the account number."""
    first, second = (source, target) if source.number < target.number else (target, source)
    with first.lock, second.lock:
        if source.balance < amount:
            return False
        source.balance -= amount
        target.balance += amount
        return True


def run(size: int) -> int:
    """Return the sum of all balances, which no transfer changes."""
    accounts = [Account(number) for number in range(64)]

    def work(index: int) -> int:
        state = index * 7919 + 1
        done = 0
        for _ in range(size):
            state = (state * 1103515245 + 12345) % 2147483648
            source = (state >> 4) % 64
            target = (state >> 12) % 64
            if source != target and transfer(accounts[source], accounts[target], (state >> 20) % 50):
                done += 1
        return done

    harness.in_threads(4, work)
    return sum(account.balance for account in accounts)


if __name__ == "__main__":
    harness.main(run, 150_000)
