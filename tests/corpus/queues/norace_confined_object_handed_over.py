"""Clean: a buffer belongs to one thread at a time, and goes round through two queues."""

import queue
import threading

full, empty = queue.Queue(), queue.SimpleQueue()
for _ in range(2):
    empty.put({"bytes": 0, "text": []})


def fill():
    for number in range(30):
        buffer = empty.get()
        buffer["bytes"] = number
        buffer["text"].append(number)
        buffer["text"][0] = number
        full.put(buffer)
    full.put(None)


def drain():
    while (buffer := full.get()) is not None:
        buffer["bytes"] += 1
        buffer["text"].clear()
        empty.put(buffer)


threads = [threading.Thread(target=f) for f in (fill, drain)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
