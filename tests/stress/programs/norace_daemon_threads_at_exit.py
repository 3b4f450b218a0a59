"""Daemon threads are in the middle of their work, in order, when the interpreter goes away under them."""

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Counter:
    def __init__(self):
        self.value = 0


lock = threading.Lock()
counter = Counter()


def work():
    os.write(tell, b"x")
    while True:
        with lock:
            counter.value += 1
        own = Counter()
        own.value += 1
        [own.value, {"a": own.value}]


for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
for _ in range(4):
    os.read(told, 1)
