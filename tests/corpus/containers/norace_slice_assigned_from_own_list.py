"""What is assigned to a part of a list is the thread's own, or read under the lock under which it is changed."""

import operator
import threading

lock = threading.Lock()
shared = [1] * 4
fixed = (1, 2, 3, 4)


def work():
    mine = [0] * 4
    room = bytearray(8)
    for i in range(50):
        mine[:] = [i] * 4
        mine[1:3] = fixed[:2]
        operator.setitem(mine, slice(0, 2), (i, i))
        list.__setitem__(mine, slice(0, 2), [i, i])
        room[0:2] = bytearray([i, i])
        room.__setitem__(slice(0, 2), b"ab")
        with lock:
            mine[:] = shared
            shared[i % 4] = i


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
