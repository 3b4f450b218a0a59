"""Clean: a subclass of Thread keeps its result in an attribute, which is read after the join."""

import threading


class Sum(threading.Thread):
    def __init__(self, numbers):
        super().__init__()
        self.numbers = numbers
        self.result = None

    def run(self):
        self.result = sum(self.numbers)


threads = [Sum(range(10)), Sum(range(20))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert [thread.result for thread in threads] == [45, 190]
