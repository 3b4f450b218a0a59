"""Clean: `put_nowait`, `get_nowait` and timeouts carry items as `put` and `get` do."""

import queue
import threading

for kind in (queue.Queue, queue.LifoQueue, queue.SimpleQueue):
    items = kind()

    def produce(items=items):
        for number in range(20):
            box = []
            box.append(number)
            box[0] += 1
            items.put_nowait(box)

    def consume(items=items):
        got = 0
        while got < 20:
            try:
                box = items.get_nowait() if got % 2 else items.get(timeout=0.001)
            except queue.Empty:
                continue
            box[0] += 1
            got += 1

    threads = [threading.Thread(target=produce), threading.Thread(target=consume)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
