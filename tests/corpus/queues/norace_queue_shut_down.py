"""Clean: who shuts a queue down comes before those who are refused for it. (Queues of older versions are told by an item.)"""

import queue
import threading

items = queue.Queue()
reason = [None]


def close():
    reason[0] = "tired"
    if hasattr(items, "shutdown"):
        items.shutdown()
    else:
        items.put(None)


def take():
    try:
        items.get()
    except getattr(queue, "ShutDown", ()):
        pass
    reason[0] += "!"


threads = [threading.Thread(target=f) for f in (close, take)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
