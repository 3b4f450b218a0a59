"""Clean: the logging module calls `emit` under the handler's own lock."""

import logging
import threading


class Counting(logging.Handler):
    def __init__(self):
        super().__init__()
        self.count = 0
        self.last = None

    def emit(self, record):
        self.count += 1
        self.last = record.getMessage()


handler = Counting()
log = logging.getLogger("corpus")
log.propagate = False
log.setLevel(logging.INFO)
log.addHandler(handler)


def work(name):
    for number in range(30):
        log.info("%s %d", name, number)


threads = [threading.Thread(target=work, args=("a",)), threading.Thread(target=work, args=("b",))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert handler.count == 60
