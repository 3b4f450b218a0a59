"""Clean: each thread asks for names of its own before it adds them; lists that only it has it may check as it likes."""

import threading

names = []


def register(prefix):
    mine = []
    for number in range(5):
        name = f"{prefix}{number}"
        if name not in names:
            names.append(name)
        if len(mine) < 3:
            mine.append(name)
        if mine:
            mine.pop()


threads = [threading.Thread(target=register, args=(prefix,)) for prefix in "ab"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(names) == 10
