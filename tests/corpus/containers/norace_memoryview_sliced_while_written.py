"""Making a view reads nothing."""

import threading

data = bytearray(100)
view = memoryview(data)


def first():
    view[3] = 1


def second():
    print(len(view[0:50]))


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
