"""Clean: each thread has its own key."""

import threading

balances = {"alice": 0, "bob": 0}


def deposit(name):
    for _ in range(100):
        balances[name] += 10


threads = [
    threading.Thread(target=deposit, args=("alice",)),
    threading.Thread(target=deposit, args=("bob",)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert balances == {"alice": 1000, "bob": 1000}
