"""Clean: each thread has its own context."""

import contextvars
import threading

user = contextvars.ContextVar("user", default=None)
results = []


def work(name):
    assert user.get() is None
    token = user.set(name)
    for _ in range(20):
        assert user.get() == name
    user.reset(token)
    results.append(name)


threads = [
    threading.Thread(target=work, args=("ann",)),
    threading.Thread(target=work, args=("bob",)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sorted(results) == ["ann", "bob"]
