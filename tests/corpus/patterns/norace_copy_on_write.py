"""Clean: writers and readers fetch the table under the lock; the table itself never changes."""

import threading

lock = threading.Lock()
routes = {"/": "home"}


def add(path, page):
    global routes
    with lock:
        routes = {**routes, path: page}


def find(path):
    with lock:
        table = routes
    return [name for name in table if name == path]


threads = [
    threading.Thread(target=add, args=("/a", "page a")),
    threading.Thread(target=find, args=("/",)),
    threading.Thread(target=add, args=("/b", "page b")),
    threading.Thread(target=find, args=("/a",)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(routes) == 3
