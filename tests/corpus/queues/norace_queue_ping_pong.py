"""Clean: one object goes to and fro between two threads over two queues."""

import queue
import threading

there, back = queue.Queue(), queue.SimpleQueue()
ball = {"hits": 0}


def play(incoming, outgoing, serves):
    if serves:
        outgoing.put(ball)
    for _ in range(20):
        item = incoming.get()
        item["hits"] += 1
        outgoing.put(item)


threads = [
    threading.Thread(target=play, args=(there, back, False)),
    threading.Thread(target=play, args=(back, there, True)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert ball["hits"] == 40
