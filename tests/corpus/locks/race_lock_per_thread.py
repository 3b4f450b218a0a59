"""The lock sits in a `threading.local`: each thread has one for itself."""

# expect: global 'total'
# kind: lost-update

import threading

local = threading.local()
total = 0


def work():
    global total
    local.lock = threading.Lock()
    with local.lock:
        total += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
