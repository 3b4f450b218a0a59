"""Eight threads use single methods of common containers: atomic each, and nothing is lost."""

import collections
import threading

found = []
seen = set()
line = collections.deque()
groups = {}


def work(number):
    for step in range(1000):
        found.append(step)
        seen.add((number, step))
        line.append(step)
        groups.setdefault(step % 10, []).append(step)
        len(found), len(seen), len(line)
    for _ in range(500):
        line.popleft()
        found.pop()


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
assert len(found) == len(line) == 4000
assert len(seen) == 8000
assert sum(len(group) for group in groups.values()) == 8000
