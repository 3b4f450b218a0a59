"""Clean: each thread makes and drops list, dict, set, deque, bytearray and array; free lists hand the same ones out again."""

import array
import collections
import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


def work():
    for _ in range(3):
        row, table, names, line = [0, 0], {"a": 0}, {"x"}, collections.deque([1])
        row[0] = 1
        row.append(2)
        row[1:] = [3]
        table["a"] = 1
        table["b"] = 2
        names.add("y")
        line.append(2)
        assert [item for item in row] and [key for key in table]
        assert [name for name in names] and [item for item in line]
        buffer, totals = bytearray(4), array.array("l", [0])
        buffer[0] = 1
        totals[0] += 1
        del row, table, names, line, buffer, totals
    os.write(tell, b"x")


threads = []
for _ in range(20):
    thread = threading.Thread(target=work)
    thread.start()
    threads.append(thread)
    os.read(told, 1)
for thread in threads:
    thread.join()
