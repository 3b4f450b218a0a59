"""Clean: one lock for each name, kept in a `WeakValueDictionary` as long as somebody uses it.

Who finds none makes another one: what was done under the last lock is over then, or it would still be there.
"""

import threading
import weakref


class NamedLock:
    def __init__(self):
        self.lock = threading.Lock()

    def __enter__(self):
        self.lock.acquire()

    def __exit__(self, *_):
        self.lock.release()


class Locks:
    def __init__(self):
        self.by_name = weakref.WeakValueDictionary()
        self.lock = threading.Lock()

    def of(self, name):
        with self.lock:
            try:
                return self.by_name[name]
            except KeyError:
                made = self.by_name[name] = NamedLock()
                return made


class Account:
    balance = 0


locks = Locks()
account = Account()


def work():
    for _ in range(400):
        with locks.of("alice"):
            account.balance += 1


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert account.balance == 1200
