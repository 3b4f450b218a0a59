"""Clean: a slice of a list is a copy that is made in one step, and so are append and pop."""

import threading

lines = ["a", "b", "c"]


def write():
    for number in range(50):
        lines.append(f"{number}")
        lines.pop()


def read():
    for _ in range(50):
        for line in lines[:]:
            assert line
        assert lines[0:2] == ["a", "b"]
        lines[1::2]
        lines[40:]


threads = [threading.Thread(target=target) for target in (write, write, read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
