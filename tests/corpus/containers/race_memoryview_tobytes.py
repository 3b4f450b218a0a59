"""A copy of what a view shows."""

# expect: index 25 of bytearray
# kind: read-write

import threading

data = bytearray(100)
view = memoryview(data)[20:40]


def first():
    data[25] = 1


def second():
    print(len(view.tobytes()))


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
