"""Clean: each thread writes its own half of one buffer through a view that starts at 0."""

import threading

buffer = bytearray(8)
whole = memoryview(buffer)


def fill(view, value):
    for index in range(4):
        view[index] = value


threads = [
    threading.Thread(target=fill, args=(whole[:4], 1)),
    threading.Thread(target=fill, args=(whole[4:], 2)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert buffer == b"\1\1\1\1\2\2\2\2"
