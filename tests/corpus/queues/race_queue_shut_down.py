"""Who shuts a queue down comes before those who are refused for it; what it writes after that does not."""

# expect: global 'reason'

import queue
import threading

items = queue.Queue()
reason = "none"


def close():
    global reason
    if hasattr(items, "shutdown"):
        items.shutdown()
    else:  # queues of older versions are told by an item
        items.put(None)
    reason = "tired"


def take():
    global reason
    try:
        items.get()
    except getattr(queue, "ShutDown", ()):
        pass
    reason = "refused"


threads = [threading.Thread(target=f) for f in (close, take)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
