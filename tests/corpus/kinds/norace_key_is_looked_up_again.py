"""The page is fetched without the lock, and looked up again under the lock before it is stored."""

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
            if "page" not in pages:
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
assert pages == {"page": ["two"]}
