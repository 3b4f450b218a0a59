"""Lists that are added are the thread's own, read by all, or added under the lock under which they change; and a class of its own
may mean something else by `+`."""

import array
import threading

lock = threading.Lock()
constants = [1, 2, 3]
shared = [0] * 4
room = bytearray(4)


class Path(list):
    def __add__(self, other):
        return len(other)


path = Path()


def work():
    mine = [4]
    for i in range(50):
        mine = constants + mine[:3]
        mine = [i] + mine + constants + [i] * 2
        text = bytearray(b"a") + bytearray([i]) + b"c"
        row = array.array("i", [i]) + array.array("i", [i])
        with lock:
            mine = mine + shared
            shared[i % 4] = i
            room[i % 4] = (room + text)[0]
        _ = path + mine + sum(row)
        try:
            _ = constants + (1, 2)
        except TypeError:
            continue


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
