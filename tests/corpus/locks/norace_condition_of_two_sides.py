"""Clean: two conditions on one lock, as `queue.Queue` has them."""

import threading

lock = threading.Lock()
not_empty, not_full = threading.Condition(lock), threading.Condition(lock)
slot = None
received = []


def produce():
    global slot
    for number in range(1, 11):
        with not_full:
            not_full.wait_for(lambda: slot is None)
            slot = number
            not_empty.notify()


def consume():
    global slot
    for _ in range(10):
        with not_empty:
            not_empty.wait_for(lambda: slot is not None)
            received.append(slot)
            slot = None
            not_full.notify()


threads = [threading.Thread(target=consume), threading.Thread(target=produce)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert received == list(range(1, 11))
