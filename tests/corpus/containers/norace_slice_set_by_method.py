"""Two threads assign parts of one buffer by calling the method: parts that have no byte in common."""

import operator
import threading

whole = bytearray(16)
view = memoryview(whole)


def work(start):
    whole.__setitem__(slice(start, start + 2), b"ab")
    bytearray.__setitem__(whole, slice(start + 2, start + 4), b"ab")
    operator.setitem(whole, slice(start + 4, start + 6), b"ab")
    view.__setitem__(slice(start + 6, start + 8), b"ab")
    return whole.__getitem__(start)


threads = [threading.Thread(target=work, args=(start,)) for start in (0, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
