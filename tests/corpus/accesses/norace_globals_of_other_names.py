"""Clean: one thread writes one global, the other writes another; both read a third."""

import threading

first = 0
second = 0
step = 5


def work_on_first():
    global first
    for _ in range(100):
        first += step


def work_on_second():
    global second
    for _ in range(100):
        second += step


threads = [threading.Thread(target=work_on_first), threading.Thread(target=work_on_second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert first == second == 500
