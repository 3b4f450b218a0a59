"""TestNoRaceHeapReallocation: memory that was freed by one thread and is used by another."""

import threading


class Block:
    def __init__(self):
        self.values = [0] * 50


def work():
    for number in range(50):
        block = Block()
        block.values[number] = number
        block.values.append(number)
        block.total = number
        del block


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
