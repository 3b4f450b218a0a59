"""Locks, queues, instances, lists and dicts that two threads use and drop: not one block of the runtime is left of them."""

import gc
import queue
import threading

from datarace import runtime

NAMES = ("objects", "tables", "sets", "sync variables", "channel entries", "held lists", "clock values", "heap bytes", "slots")


class Account:
    def __init__(self):
        self.lock = threading.RLock()
        self.balance = 0
        self.history = []
        self.by_name = {}
        self.line = queue.SimpleQueue()

    def deposit(self, amount):
        with self.lock:
            self.balance += amount
            self.history.append(amount)
            self.by_name[amount] = self.history[-1]
            self.line.put(amount)


def serve():
    while (batch := jobs.get()) is not None:
        for account in batch:
            account.deposit(2)
            assert {account.line.get(), account.line.get()} == {1, 2}
        del account, batch
        done.put(True)


def churn(batches):
    for _ in range(batches):
        batch = [Account() for _ in range(100)]
        for account in batch:
            account.deposit(1)
        del account
        jobs.put(batch)
        del batch
        done.get()


def in_use():
    gc.collect()
    stats = runtime.stats()
    assert stats["armed"] and stats["lost cells"] == 0
    return {name: stats[name] for name in NAMES}


jobs, done = queue.SimpleQueue(), queue.SimpleQueue()
server = threading.Thread(target=serve)
server.start()
churn(20)
before = in_use()
accesses = runtime.stats()["slow accesses"]
churn(100)
after = in_use()
assert runtime.stats()["slow accesses"] - accesses > 100 * 100 * 6, "nobody looked"
jobs.put(None)
server.join()
assert after["heap bytes"] <= before.pop("heap bytes") + 4096 and after.pop("heap bytes")
assert after == before, (before, after)
