"""An initialisation that runs once, guarded by a flag alone."""

# expect: global 'ready'
# expect: key 'a' | key 'b'

import threading

ready = False
table = {}


def work():
    global ready
    if not ready:
        table["a"] = 1
        table["b"] = 2
        ready = True
    return table["a"]


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
