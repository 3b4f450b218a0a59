"""The same without the lock: the race is reported, and the end is a clean one."""

# expect: attribute 'value'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Counter:
    def __init__(self):
        self.value = 0


counter = Counter()


def work():
    counter.value += 1
    os.write(tell, b"x")
    while True:
        counter.value += 1


for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
for _ in range(4):
    os.read(told, 1)
