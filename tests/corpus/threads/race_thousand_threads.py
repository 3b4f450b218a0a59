"""A thousand short threads; only the first and the last write without the lock."""

# expect: global 'best'
# kind: lost-update

import threading

lock = threading.Lock()
best = 0
total = 0


def work():
    global total
    with lock:
        total += 1


def careless():
    global best
    best += 1


first = threading.Thread(target=careless)
first.start()
for _ in range(50):
    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
last = threading.Thread(target=careless)
last.start()
first.join()
last.join()
assert total == 1000
