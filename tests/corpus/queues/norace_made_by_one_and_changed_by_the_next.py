"""Each table has one owner at a time, and goes on through a queue: made and filled by the one, changed by the other."""

import queue
import threading

tables = queue.Queue()
done = queue.SimpleQueue()


def produce():
    for number in range(3):
        table = {}
        rows = []
        for row in range(5):
            rows.append(row)
            table[row] = number
            table[row] += 1
        rows.sort()
        tables.put((table, rows))
        del table, rows


def consume():
    for _ in range(3):
        table, rows = tables.get()
        for row in rows:
            table[row] += 1
        rows.clear()
        done.put(table)


threads = [threading.Thread(target=produce), threading.Thread(target=consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sum(sum(done.get().values()) for _ in range(3)))
