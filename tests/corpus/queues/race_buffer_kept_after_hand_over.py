"""A buffer is handed over and written once more by who had it."""

# expect: key 'bytes' of dict

import queue
import threading

full = queue.Queue()


def fill():
    buffer = {"bytes": 0}
    full.put(buffer)
    buffer["bytes"] += 1


def drain():
    full.get()["bytes"] += 1


threads = [threading.Thread(target=f) for f in (fill, drain)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
