"""They write to bytes that do not overlap."""

import struct
import threading

buffer = bytearray(16)


def one():
    struct.pack_into("<q", buffer, 0, 1)


def two():
    struct.pack_into("<q", buffer, 8, 2)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
