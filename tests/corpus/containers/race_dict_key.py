"""Two threads add to the value of one key."""

# expect: key 'alice'
# kind: lost-update

import threading

balances = {"alice": 0, "bob": 0}


def deposit():
    balances["alice"] += 10


threads = [threading.Thread(target=deposit) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
