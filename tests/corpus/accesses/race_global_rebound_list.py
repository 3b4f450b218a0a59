"""`log += [line]` extends the list and then assigns the global again: the assignment races."""

# expect: global 'log'
# kind: lost-update

import threading

log = []


def write(line):
    global log
    log += [line]


threads = [
    threading.Thread(target=write, args=("one",)),
    threading.Thread(target=write, args=("two",)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
