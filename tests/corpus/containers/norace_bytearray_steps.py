"""Every third byte from different starts."""

import threading

data = bytearray(99)


def first():
    data[::3] = bytes(33)


def second():
    data[1::3] = bytes(33)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
