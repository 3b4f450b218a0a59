"""Slice assignments to overlapping parts of one buffer."""

# expect: of bytearray
# kind: torn

import threading

buffer = bytearray(8)


def write(start, data):
    buffer[start : start + 4] = data


threads = [
    threading.Thread(target=write, args=(0, b"abcd")),
    threading.Thread(target=write, args=(2, b"efgh")),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
