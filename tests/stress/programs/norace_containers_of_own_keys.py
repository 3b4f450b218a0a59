"""Eight threads insert, change and delete keys of their own in common dictionaries, which grow and shrink all the time."""

import threading

table = {}
row = [0] * 8
buffer = bytearray(64)


def work(number):
    for step in range(1000):
        key = (number, step)
        table[key] = step
        table[key] += 1
        if step % 3:
            del table[key]
        row[number] += 1
        buffer[number * 8 + step % 8] = step % 256


threads = [
    threading.Thread(target=work, args=(0,)),
    threading.Thread(target=work, args=(1,)),
    threading.Thread(target=work, args=(2,)),
    threading.Thread(target=work, args=(3,)),
    threading.Thread(target=work, args=(4,)),
    threading.Thread(target=work, args=(5,)),
    threading.Thread(target=work, args=(6,)),
    threading.Thread(target=work, args=(7,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert row == [1000] * 8
assert len(table) == 8 * len(range(0, 1000, 3))
