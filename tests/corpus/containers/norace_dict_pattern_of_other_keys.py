"""Clean: a mapping pattern stops at the first key that is missing, and reads no other."""

import threading

order = {"kind": "new", "size": 1}


def one():
    match order:
        case {"kind": "new", "colour": "red", "size": 1}:
            return True


def two():
    order["size"] = 2
    order["size"] += 1


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
