"""Clean: deep recursion in several threads; locals and arguments belong to each call."""

import threading

results = []


def depth(node, seen):
    seen[node] = len(seen)
    return 1 if node == 0 else 1 + depth(node - 1, seen)


def work():
    results.append(depth(200, {}))


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert results == [201] * 3
