"""Clean: keys compared by identity; one died, another was made where it lay, and the dict that both are put into lives on."""

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
table = {}


class Key:
    __slots__ = [f"a{i}" for i in range(40)]  # of a size that nothing else has


def use(key):
    table[key] = 0
    table[key] = 1
    table[key] += 1
    del table[key]


def one():
    key = Key()
    use(key)
    os.write(tell, f"{id(key)} ".encode())
    del key
    os.write(tell, b"x")


def two():
    text = b""
    while not text.endswith(b"x"):
        text += os.read(told, 100)
    kept = []
    for _ in range(100):
        kept.append(Key())
        if id(kept[-1]) == int(text[:-1]):
            break
    use(kept[-1])


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
