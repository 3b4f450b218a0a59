"""`d[k] = d.get(k, 0) + 1`: each half is atomic, the update is lost all the same."""

# expect: key 'hits'
# kind: lost-update

import threading

counts = {}


def hit():
    counts["hits"] = counts.get("hits", 0) + 1


threads = [threading.Thread(target=hit) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
