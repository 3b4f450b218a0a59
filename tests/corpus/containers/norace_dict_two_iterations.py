"""Clean: any number of threads may walk a dictionary that nobody changes."""

import threading

users = {"ann": 1, "bob": 2}


def work():
    for _ in range(20):
        assert sum(number for number in users.values()) == 3
        assert {name: number for name, number in users.items()} == users
        assert users["ann"] == users.get("ann") == 1
        assert "cid" not in users


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
