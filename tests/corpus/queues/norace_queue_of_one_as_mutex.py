"""Clean: `put` into a queue of one takes the only place, `get` gives it back (Go: TestNoRaceChanMutex)."""

import queue
import threading

place = queue.Queue(1)
total = 0


def work(name):
    global total
    for _ in range(20):
        place.put(name)
        total += 1
        place.get()


threads = [
    threading.Thread(target=work, args=("a",)),
    threading.Thread(target=work, args=("b",)),
    threading.Thread(target=work, args=("c",)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert total == 60
