"""Taking out a key that is there changes the dict that another thread walks over."""

# expect: elements of dict | shape of dict | key 'a'
# expect: key 'flag'
# kind: iteration

import threading

table = {"a": 1, "b": 2}
flags = {"flag": None}


def take():
    table.pop("a", None)


def walk():
    return sum(1 for _ in table)


def change():
    flags["flag"] = 1


def look():
    flags.pop("other", None)
    return flags["flag"]


threads = [threading.Thread(target=target) for target in (take, walk, change, look)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
