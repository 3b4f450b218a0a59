"""Sum and number must change together and are changed without a lock."""

# expect: attribute 'sum'
# expect: attribute 'number'
# kind: lost-update

import threading


class Mean:
    def __init__(self):
        self.sum = 0.0
        self.number = 0

    def add(self, value):
        self.sum += value
        self.number += 1


mean = Mean()
threads = [
    threading.Thread(target=mean.add, args=(1.0,)),
    threading.Thread(target=mean.add, args=(2.0,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
