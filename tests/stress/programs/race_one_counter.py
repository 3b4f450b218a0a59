"""Eight threads add to one attribute without a lock, thousands of times, beside work that is in order."""

# expect: attribute 'careless'

import threading


class Counters:
    def __init__(self):
        self.careful = 0
        self.careless = 0


lock = threading.Lock()
counters = Counters()


def work():
    for _ in range(1000):
        with lock:
            counters.careful += 1
        counters.careless += 1


threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert counters.careful == 8000
assert counters.careless <= 8000
