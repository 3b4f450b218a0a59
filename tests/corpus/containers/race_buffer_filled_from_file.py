"""What a file, a socket or a call of the system puts into a buffer is written there: another thread reads the same bytes."""

# expect: index 3 of bytearray
# kind: torn

import io
import os
import socket
import tempfile
import threading

room = [bytearray(8) for _ in range(7)]
file = tempfile.TemporaryFile(buffering=0)
file.write(b"x" * 64)
file.seek(0)
buffered = open(file.fileno(), "rb", closefd=False)
out, into = os.pipe()
os.write(into, b"x" * 8)
left, right = socket.socketpair()
left.send(b"x" * 16)


def fill():
    file.readinto(room[0])
    buffered.readinto(memoryview(room[1])[2:6])
    io.BytesIO(b"x" * 8).readinto1(room[2])
    right.recv_into(room[3])
    right.recvfrom_into(room[4])
    os.readv(out, [room[5]])
    os.preadv(file.fileno(), (room[6],), 0)


def read():
    return [one[3] for one in room]


threads = [threading.Thread(target=target) for target in (fill, read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for one in (buffered, file, left, right):
    one.close()
os.close(out)
os.close(into)
