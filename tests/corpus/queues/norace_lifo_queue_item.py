"""Clean: the same through a stack: the order follows the item, not the turn."""

import queue
import threading

stack = queue.LifoQueue()


def send():
    for number in range(10):
        stack.put({"number": number, "seen": False})


def receive():
    for _ in range(10):
        item = stack.get()
        assert not item["seen"]
        item["seen"] = True


threads = [threading.Thread(target=send), threading.Thread(target=receive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
