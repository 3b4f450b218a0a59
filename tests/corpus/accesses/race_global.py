"""`global total; total += 1` in two threads."""

# expect: global 'total'
# kind: lost-update

import threading

total = 0


def work():
    global total
    total += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
