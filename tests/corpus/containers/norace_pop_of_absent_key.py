"""Taking out a key that is not there changes nothing: who walks over the dict, or pops the same, is not disturbed."""

import threading

table = {"a": 1, "b": 2}


def take():
    for name in ("x", "y", 7, (1, 2)):
        table.pop(name, None)


def walk():
    return sum(table[key] for key in table) + len(table)


threads = [threading.Thread(target=target) for target in (take, take, walk, walk)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
