"""Both threads add to the same item of a list that only a module has, from a variable that is bound to something else by then."""

import threading

counts = [0]


def add():
    mine = counts
    mine[(mine := 0)] += 1


threads = [threading.Thread(target=add) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

# expect: index 0 of list
# kind: lost-update
