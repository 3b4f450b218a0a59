"""Writers of an item hold the lock, the reader does not."""

# expect: index 0
# kind: unguarded

import threading

lock = threading.Lock()
sizes = [0]


def put():
    with lock:
        sizes[0] += 1


def is_empty():
    return sizes[0] == 0


threads = [threading.Thread(target=put), threading.Thread(target=is_empty)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
