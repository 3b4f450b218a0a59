"""`globals()["level"]` and the global name are one location."""

# expect: global 'level' | key 'level'

import threading

level = 1


def raise_level():
    globals()["level"] = 2


def show():
    return level


def also_raise():
    global level
    level = 3


threads = [
    threading.Thread(target=raise_level),
    threading.Thread(target=show),
    threading.Thread(target=also_raise),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
