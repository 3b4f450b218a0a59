"""A buffer with room for ten: two threads see that one place is free, and both fill it."""

# expect: shape of list
# kind: check-then-act

import threading


class Buffer:
    def __init__(self):
        self.items = []

    def put(self, item):
        if len(self.items) < 10:
            self.items.append(item)


buffer = Buffer()


def fill():
    for number in range(20):
        buffer.put(number)


threads = [threading.Thread(target=fill) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
