"""Clean: `len` beside an insert sees the size before or after."""

import threading

table = {}


def fill():
    for number in range(100):
        table[number] = number


def watch():
    last = 0
    for _ in range(100):
        now = len(table)
        assert now >= last
        last = now


threads = [threading.Thread(target=fill), threading.Thread(target=watch)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
