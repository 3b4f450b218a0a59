"""One byte of a buffer is written by two threads."""

# expect: index 3

import threading

buffer = bytearray(8)


def write(value):
    buffer[3] = value


threads = [threading.Thread(target=write, args=(1,)), threading.Thread(target=write, args=(2,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
