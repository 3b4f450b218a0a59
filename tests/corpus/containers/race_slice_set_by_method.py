"""A part of a buffer is assigned by calling the method, through the instance, the class, super() or `operator`, while bytes of it are read."""

# expect: bytearray
# expect: array
# expect: <Mine at
# kind: torn

import array
import operator
import threading


class Mine(bytearray):
    def __setitem__(self, key, value):
        super().__setitem__(key, value)


by_method, by_class, by_operator, longer = (bytearray(8) for _ in range(4))
by_view = bytearray(8)
mine = Mine(8)
row = array.array("b", bytes(8))


def assign():
    by_method.__setitem__(slice(0, 4), b"abcd")
    bytearray.__setitem__(by_class, slice(0, 4), b"abcd")
    operator.setitem(by_operator, slice(0, 4), b"abcd")
    bytearray.__setitem__(longer, slice(0, 4), b"abcdef")
    memoryview(by_view).__setitem__(slice(0, 4), b"abcd")
    mine[0:4] = b"abcd"
    row.__setitem__(slice(0, 4), array.array("b", b"abcd"))


def read():
    return [by_method[3], by_class[3], by_operator[3], longer[7], by_view[3], bytearray.__getitem__(mine, 3), row.__getitem__(3)]


threads = [threading.Thread(target=target) for target in (assign, read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
