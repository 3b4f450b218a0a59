"""A mapping pattern reads the keys that it names."""

# expect: key 'kind'

import threading

order = {"kind": "new", "size": 1}


def one():
    match order:
        case {"kind": "new"}:
            return True


def two():
    order["kind"] = "old"


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
