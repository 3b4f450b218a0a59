"""The second write begins within the first."""

# expect: items 4 to 7 of bytearray

import struct
import threading

buffer = bytearray(16)


def one():
    struct.pack_into("<q", buffer, 0, 1)


def two():
    struct.pack_into("<q", buffer, 4, 2)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
