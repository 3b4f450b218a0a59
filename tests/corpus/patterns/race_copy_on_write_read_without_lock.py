"""Writers replace the table under a lock; the reader takes the global without it."""

# expect: global 'routes'
# kind: unguarded

import threading

lock = threading.Lock()
routes = {"/": "home"}


def add(path, page):
    global routes
    with lock:
        routes = {**routes, path: page}


def find(path):
    return routes.get(path)


threads = [
    threading.Thread(target=add, args=("/a", "page a")),
    threading.Thread(target=find, args=("/",)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
