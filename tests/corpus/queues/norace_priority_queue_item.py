"""Clean: the same through a priority queue, with two senders."""

import queue
import threading

line = queue.PriorityQueue()


def send(start):
    for number in range(start, 10, 2):
        line.put((10 - number, {"number": number}))


def receive():
    for _ in range(10):
        priority, item = line.get()
        assert item["number"] == 10 - priority
        item["number"] = None


threads = [
    threading.Thread(target=send, args=(0,)),
    threading.Thread(target=send, args=(1,)),
    threading.Thread(target=receive),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
