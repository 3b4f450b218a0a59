"""Two threads change the same key of one inner dictionary."""

# expect: key 'hits'
# kind: lost-update

import threading

users = {"ann": {"hits": 0}}


def work():
    users["ann"]["hits"] += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
