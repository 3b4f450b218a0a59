"""Clean: objects are handed over by `append` and `popleft`, both atomic; they do not change after construction."""

import collections
import threading
import time


class Message:
    def __init__(self, number):
        self.number = number
        self.text = f"message {number}"


line = collections.deque()


def send():
    for number in range(20):
        line.append(Message(number))


def receive():
    received = 0
    while received < 20:
        try:
            message = line.popleft()
        except IndexError:
            time.sleep(0.001)
            continue
        assert message.text == f"message {message.number}"
        received += 1


threads = [threading.Thread(target=send), threading.Thread(target=receive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
