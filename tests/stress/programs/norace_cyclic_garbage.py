"""Threads make cycles; the collector runs in any of them and finalizes what others made."""

import gc
import threading

lock = threading.Lock()
closed = 0


class Node:
    def __init__(self, value):
        self.value = value
        self.other = None

    def __del__(self):
        global closed
        value = self.value
        with lock:
            closed += value


def work():
    for _ in range(300):
        first, second = Node(1), Node(1)
        first.other, second.other = second, first
        first.value += 0
        del first, second
        if _ % 100 == 0:
            gc.collect()


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
gc.collect()
with lock:
    assert closed == 2400, closed
