"""A semaphore of two is no mutex: both threads may be inside."""

# expect: global 'total'
# kind: lost-update

import threading

semaphore = threading.Semaphore(2)
total = 0


def work():
    global total
    with semaphore:
        total += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
