"""Clean: a semaphore of one is a mutex."""

import threading

semaphore = threading.Semaphore(1)
total = 0


def work():
    global total
    for _ in range(50):
        with semaphore:
            total += 1


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert total == 150
