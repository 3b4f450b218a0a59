"""TestRaceSliceByteToString: `bytes(buffer)` reads every byte while the other thread writes one."""

# expect: of bytearray

import threading

buffer = bytearray(b"hello")


def convert():
    return bytes(buffer)


def write():
    buffer[0] = 72


threads = [threading.Thread(target=convert), threading.Thread(target=write)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
