"""Two thousand short threads; what they leave behind must not grow with their number."""

import resource
import threading


class Account:
    def __init__(self):
        self.balance = 0


lock = threading.Lock()
account = Account()


def work():
    own = Account()
    own.balance += 1
    with lock:
        account.balance += own.balance


def run(batches):
    for _ in range(batches):
        threads = [threading.Thread(target=work) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


run(50)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
run(50)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
assert account.balance == 2000
assert grown < 4096, f"{grown} kB more for a thousand finished threads"
