"""A copy of what a view shows, and a byte beside it."""

import threading

data = bytearray(100)
view = memoryview(data)[20:40]


def first():
    data[40] = 1
    data[19] = 1


def second():
    print(len(view.tobytes()))


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
