"""Whether the page is there is looked up under the lock, and it is stored under the lock, but another thread stores it in between."""

# expect: key 'page'
# kind: split-update

import os
import threading

lock = threading.Lock()
pages = {}
has_looked, has_stored = os.pipe(), os.pipe()


def fetch(content, meanwhile):
    with lock:
        known = "page" in pages
    meanwhile()
    if not known:
        with lock:
            pages["page"] = content


def first():
    def meanwhile():
        os.write(has_looked[1], b".")
        os.read(has_stored[0], 1)

    fetch(["one"], meanwhile)


def second():
    os.read(has_looked[0], 1)
    fetch(["two"], lambda: None)
    os.write(has_stored[1], b".")


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
