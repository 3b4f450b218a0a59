"""The default argument is one dictionary for all calls."""

# expect: key 'hits'
# kind: lost-update

import threading


def hit(counts={}):  # noqa: B006
    counts["hits"] = counts.get("hits", 0) + 1
    return counts


threads = [threading.Thread(target=hit) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
