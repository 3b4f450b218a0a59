"""What is copied is the old value or the new one."""

# expect: key 'b' | elements

import threading

given = {"b": 2}


def one():
    return {"a": 1, **given}


def two():
    given["b"] = 3


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
