"""Clean: containers that never leave the thread that made them."""

import collections
import threading


def work():
    for _ in range(20):
        row, table, names, line = [0], {}, set(), collections.deque()
        row[0] += 1
        row.append(2)
        table["a"] = table.get("a", 0) + 1
        names.add("x")
        line.append("y")
        for container in (row, table, names, line):
            assert [item for item in container]


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
