"""Eight threads, one lock, one counter of each kind: nothing is lost."""

import threading


class Counters:
    slot_like = 0

    def __init__(self):
        self.attribute = 0
        self.items = [0]
        self.keys = {"n": 0}


lock = threading.Lock()
counters = Counters()
total = 0


def work():
    global total
    for _ in range(1000):
        with lock:
            total += 1
            counters.attribute += 1
            counters.items[0] += 1
            counters.keys["n"] += 1
            Counters.slot_like += 1


threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert total == counters.attribute == counters.items[0] == counters.keys["n"] == Counters.slot_like == 8000
