"""Every third byte, and a slice."""

# expect: of bytearray

import threading

data = bytearray(100)


def first():
    data[::3] = bytes(34)


def second():
    data[40:50] = bytes(10)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
