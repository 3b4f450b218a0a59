"""TestNoRaceChanPtr: a reference goes over the queue, the receiver writes the attribute."""

import queue
import threading


class Message:
    def __init__(self):
        self.number = 0


line = queue.SimpleQueue()


def send():
    message = Message()
    message.number = 1
    line.put(message)


def receive():
    message = line.get()
    message.number += 1
    assert message.number == 2


threads = [threading.Thread(target=send), threading.Thread(target=receive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
