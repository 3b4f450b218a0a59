"""Clean: slice assignments of equal length to separate parts of one buffer."""

import threading

buffer = bytearray(8)


def write(start, data):
    buffer[start : start + 4] = data


threads = [
    threading.Thread(target=write, args=(0, b"abcd")),
    threading.Thread(target=write, args=(4, b"efgh")),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert buffer == b"abcdefgh"
