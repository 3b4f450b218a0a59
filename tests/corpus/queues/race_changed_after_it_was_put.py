"""A producer counts on in a table that it has put into a queue already, and lets go of it: who took it counts there too."""

import queue
import threading

tables = queue.Queue()


def produce():
    table = {"seen": 0}
    table["seen"] += 1
    tables.put(table)
    table["seen"] += 1


def consume():
    table = tables.get()
    table["seen"] += 1


threads = [threading.Thread(target=produce), threading.Thread(target=consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

# expect: key 'seen' of dict
# kind: lost-update
