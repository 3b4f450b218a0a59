"""Clean: look and act are under one lock; and where the first look is without it, there is a second one."""

import threading

lock = threading.Lock()
work = list(range(50))
spare = []


def consume():
    while True:
        with lock:
            if not work:
                return
            spare.append(work.pop())


def steal():
    if spare:
        with lock:
            if spare:
                spare.pop()


threads = [threading.Thread(target=f) for f in (consume, consume, steal, steal)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not work
