"""Clean: neighbouring bytes are different locations."""

import threading

buffer = bytearray(8)


def write(start):
    for index in range(start, 8, 2):
        buffer[index] = index


threads = [threading.Thread(target=write, args=(0,)), threading.Thread(target=write, args=(1,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert buffer == bytes(range(8))
