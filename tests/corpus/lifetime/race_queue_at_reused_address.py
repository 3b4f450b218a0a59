"""The same with a queue: an item of a dead queue is not an item of the one that came after it."""

# expect: global 'total'
# kind: lost-update

import os
import queue
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
total = 0
TOKEN = object()


def work():
    global total
    line = queue.SimpleQueue()
    line.put(TOKEN)
    line.get()
    total += 1
    line.put(TOKEN)
    del line
    os.write(tell, b"x")


threads = []
for _ in range(10):
    thread = threading.Thread(target=work)
    thread.start()
    threads.append(thread)
    os.read(told, 1)
for thread in threads:
    thread.join()
