"""One access comes just after the lock was given back."""

# expect: global 'last'

import threading

lock = threading.Lock()
total = 0
last = None


def work(name):
    global total, last
    with lock:
        total += 1
    last = name


threads = [threading.Thread(target=work, args=("a",)), threading.Thread(target=work, args=("b",))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
