"""Clean: one sentinel object is put by one thread many times; each get of it comes after the oldest put not yet taken."""

import queue
import threading

TOKEN = object()
line = queue.Queue()
log = [None] * 20


def send():
    for number in range(20):
        log[number] = number
        line.put(TOKEN)


def receive():
    for number in range(20):
        line.get()
        assert log[number] == number


threads = [threading.Thread(target=send), threading.Thread(target=receive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
