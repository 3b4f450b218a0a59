"""`a + b` of two lists, bytearrays or arrays reads all items of both, while another thread writes one of them."""

# expect: of list at
# expect: of bytearray at
# expect: of array at
# kind: read-write

import array
import threading

lists = [[0] * 4 for _ in range(3)]
more = [1, 2]
left, right = bytearray(4), bytearray(4)
row = array.array("i", [1, 2, 3])


def add():
    first, second, third = lists
    texts = [str(one) for one in first + second]
    numbers = more + third
    return texts, numbers, left + b"abc", b"" + bytes(left + right), row + row


def change():
    for one in lists:
        one[1] = 5
    left[0] = right[1] = 1
    row[2] = 7


threads = [threading.Thread(target=target) for target in (add, change)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
