"""Two views of one buffer: byte 2 of the first is byte 0 of the second."""

# expect: index 2 | index 0 | byte 2

import threading

buffer = bytearray(8)
front = memoryview(buffer)[0:4]
back = memoryview(buffer)[2:6]


def write_front():
    front[2] = 1


def write_back():
    back[0] = 2


threads = [threading.Thread(target=write_front), threading.Thread(target=write_back)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
