"""Clean: each thread is joined before the next one starts."""

import threading

total = 0


def work():
    global total
    total += 1


for _ in range(20):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
assert total == 20
