"""Clean: double-checked locking by single operations of a dict; who finds a page finds it complete."""

import threading

pages = {}
lock = threading.Lock()


def get(name):
    page = pages.get(name)
    if page is None:
        with lock:
            page = pages.get(name)
            if page is None:
                page = []
                page.append(name)
                page[0] += "!"
                pages.setdefault(name, page)
    return page[0]


threads = [threading.Thread(target=get, args=["/"]) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
