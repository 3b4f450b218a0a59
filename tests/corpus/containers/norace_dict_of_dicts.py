"""Clean: the outer dictionary is only read; each thread changes its own inner one."""

import threading

users = {"ann": {"hits": 0}, "bob": {"hits": 0}}


def work(name):
    for _ in range(100):
        users[name]["hits"] += 1


threads = [
    threading.Thread(target=work, args=("ann",)),
    threading.Thread(target=work, args=("bob",)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert users["ann"]["hits"] == users["bob"]["hits"] == 100
