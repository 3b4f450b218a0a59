"""Who assigns a list to a part of another one, in any of the ways to say so, reads its items while they are written."""

# expect: of list at
# expect: of bytearray at
# kind: read-write

import operator
import threading

ways = [0] * 4
sources = [[1] * 4 for _ in range(5)]
bytes_of = bytearray(8)
target = bytearray(8)


class Mine(list):
    def __setitem__(self, key, value):
        super().__setitem__(key, value)


mine = Mine([0] * 4)


def assign():
    ways[:] = sources[0]
    operator.setitem(ways, slice(None), sources[1])
    list.__setitem__(ways, slice(0, 2), sources[2])
    mine[:] = sources[3]
    ways[0:4:1] = sources[4]
    target[:] = bytes_of


def change():
    for source in sources:
        source[1] = 2
    bytes_of[3] = 1


threads = [threading.Thread(target=target) for target in (assign, change)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
