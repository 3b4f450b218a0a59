"""Clean: a thousand short threads, each under the lock."""

import threading

lock = threading.Lock()
total = 0


def work():
    global total
    with lock:
        total += 1


for _ in range(50):
    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
assert total == 1000
