"""Each object has its own RLock, the data belongs to the class."""

# expect: attribute 'total'
# kind: lost-update

import threading


class Cart:
    total = 0

    def __init__(self):
        self.lock = threading.RLock()

    def add(self, price):
        with self.lock:
            Cart.total += price


first, second = Cart(), Cart()
threads = [
    threading.Thread(target=first.add, args=(1,)),
    threading.Thread(target=second.add, args=(2,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
