"""Clean: a Counter is told to delete keys that it does not have, which changes nothing."""

import threading
from collections import Counter

counts = Counter("b")


def work():
    del counts["a"]
    assert counts["b"] == 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
