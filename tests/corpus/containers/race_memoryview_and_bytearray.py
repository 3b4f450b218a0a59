"""A view and the buffer itself: one location reached by two ways."""

# expect: index 5 | index 1 | byte 5

import threading

buffer = bytearray(8)
view = memoryview(buffer)[4:]


def write():
    view[1] = 9


def read():
    return buffer[5]


threads = [threading.Thread(target=write), threading.Thread(target=read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
