"""Every step of the generator is made under one lock."""

import threading


def numbers():
    yield from range(100)


shared = numbers()
lock = threading.Lock()


def one():
    with lock:
        next(shared)


def two():
    with lock:
        next(shared)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
