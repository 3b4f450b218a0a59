"""Racy: one lock for each name, but each thread looks for it in a `WeakValueDictionary` of its own."""

# expect: attribute 'balance'
# kind: lost-update

import threading
import weakref


class Account:
    balance = 0


account = Account()


def work():
    locks = weakref.WeakValueDictionary()
    for _ in range(10):
        lock = locks.setdefault("alice", threading.Lock())
        with lock:
            account.balance += 1
        del lock


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
