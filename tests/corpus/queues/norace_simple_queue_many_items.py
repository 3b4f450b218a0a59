"""Clean: many objects through one `SimpleQueue`, from two senders to two receivers."""

import queue
import threading

line = queue.SimpleQueue()


def send(number):
    for _ in range(20):
        item = {"from": number}
        item["to"] = None
        line.put(item)


def receive(number):
    for _ in range(20):
        item = line.get()
        item["to"] = (item["from"], number)


threads = [
    threading.Thread(target=send, args=(1,)),
    threading.Thread(target=send, args=(2,)),
    threading.Thread(target=receive, args=(3,)),
    threading.Thread(target=receive, args=(4,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
