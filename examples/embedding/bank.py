"""A bank on the scheduler beside it: tellers pay in what orders say, an auditor reads the balances.

    python examples/embedding/bank.py            the auditor takes no lock: a race
    python examples/embedding/bank.py --fixed    he does
"""

import sys

from scheduler import Scheduler, Step, Steps

from datarace import runtime

#: Of an account: at its beginning is its lock, here its balance.
BALANCE = 16

LEFT = ("objects", "tables", "sets", "sync variables", "channel entries", "tasks")


def deposit(account: int, amount: int) -> Steps:
    yield Step("lock", account)
    balance = yield Step("read", account + BALANCE)
    yield Step("write", account + BALANCE, balance + amount)
    yield Step("unlock", account)


def teller(jobs: int, accounts: list[int]) -> Steps:
    """Pay in what the orders say; an order is an object that whoever sent it wrote before, and nobody uses after."""
    while (order := (yield Step("receive", jobs))) is not None:
        amount = yield Step("read", order)
        yield from deposit(accounts[amount % len(accounts)], amount)
        yield Step("drop", order)


def auditor(accounts: list[int], locked: bool) -> Steps:
    total = 0
    for account in accounts:
        if locked:
            yield Step("lock", account)
        total += yield Step("read", account + BALANCE)
        if locked:
            yield Step("unlock", account)
    print("seen by the auditor:", total)


def main(locked: bool, orders: int = 100) -> Steps:
    accounts = []
    for name in ("alice's account", "bob's account"):
        accounts.append((yield Step("new", 0, (name, 0))))
    jobs = yield Step("new", 0, ("channel of orders", 3))
    tasks = []
    for number in (1, 2):
        tasks.append((yield Step("go", 0, (f"teller {number}", teller(jobs, accounts)))))
    for number in range(orders):
        order = yield Step("new", 0, ("order", 0))
        yield Step("write", order, number)
        yield Step("send", jobs, order)
        if number == orders // 2:
            tasks.append((yield Step("go", 0, ("auditor", auditor(accounts, locked)))))
    for _ in (1, 2):
        yield Step("send", jobs, None)
    for task in tasks:
        yield Step("join", 0, task)
    total = 0
    for account in accounts:
        total += yield Step("read", account + BALANCE)  # no lock: after the end of all who wrote
        yield Step("drop", account)
    yield Step("drop", jobs)
    print("paid in:", total)


if __name__ == "__main__":
    scheduler = Scheduler()
    scheduler.run(main("--fixed" in sys.argv[1:]))
    for text, count in scheduler.races.values():
        print(f"{text}{count} of these")
    scheduler.on = scheduler.processors[0]
    scheduler.resize(1)
    print(f"{len(scheduler.races)} distinct races; {scheduler.created} processors made, {scheduler.destroyed} destroyed")
    print("left in the runtime:", {name: runtime.stats()[name] for name in LEFT})
    runtime.fini()
