"""Double-checked locking of the keys of a dict: the first look is told, not what was put together under the lock and is read then."""

# expect: key 'a' of dict
# kind: read-write

import threading

lock = threading.Lock()
tables = {}


def table_of(name):
    if name not in tables:
        with lock:
            if name not in tables:
                rows = []
                rows.append(1)
                rows.append(2)
                tables[name] = rows
    return [row for row in tables[name]]


threads = [threading.Thread(target=table_of, args=("a",)) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
