"""Clean: the threads write two different attributes of one object."""

import threading


class Statistics:
    def __init__(self):
        self.sent = 0
        self.received = 0


statistics = Statistics()


def send():
    for _ in range(100):
        statistics.sent += 1


def receive():
    for _ in range(100):
        statistics.received += 1


threads = [threading.Thread(target=send), threading.Thread(target=receive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert statistics.sent == statistics.received == 100
