"""Files and sockets fill halves of a buffer that no two threads share, or what a lock guards, or less than the whole; and a class
of the program's own has methods of the same names."""

import os
import socket
import tempfile
import threading

halves = bytearray(16)
guarded = bytearray(8)
begun = bytearray(8)
lock = threading.Lock()
file = tempfile.TemporaryFile(buffering=0)
file.write(b"x" * 64)
left, right = socket.socketpair()
left.send(b"x" * 64)


class Counting:
    """Reads nothing at all."""

    def readinto(self, buffer):
        return len(buffer)


def work(start):
    half = memoryview(halves)[start : start + 8]
    os.preadv(file.fileno(), [half[:4], half[4:]], 0)
    right.recv_into(half)
    with lock:
        file.seek(0)
        file.readinto(guarded)
    Counting().readinto(begun)
    if start:
        right.recv_into(begun, 4)
        right.recv_into(begun, nbytes=4)
    return halves[start + 1] + begun[6]


threads = [threading.Thread(target=work, args=(start,)) for start in (0, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for one in (file, left, right):
    one.close()
