"""Clean: None stands for a new dictionary in each call."""

import threading


def hit(counts=None):
    if counts is None:
        counts = {}
    for _ in range(50):
        counts["hits"] = counts.get("hits", 0) + 1
    return counts


threads = [threading.Thread(target=hit) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
