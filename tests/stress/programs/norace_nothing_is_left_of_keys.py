"""A session table that lives long: what it knew of keys that are gone, or never were there, does not stay."""
import sys
import threading

import datarace

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
sessions = {}
seen = set()
lock = threading.Lock()


def serve(first):
    for number in range(first, ROUNDS, 2):
        name = f"session {number}"
        with lock:
            if name not in sessions:
                sessions[name] = number
            seen.add(name)
        with lock:
            sessions.get(f"no {name}")
            if number % 3:
                del sessions[name]
            else:
                sessions.pop(name)
            seen.discard(name)


threads = [threading.Thread(target=serve, args=(first,)) for first in range(2)]
for thread in threads:
    thread.start()
# This thread is idle and knows of nothing that they do: without the removals all keys would have to be kept.
for thread in threads:
    thread.join()
assert not sessions and not seen
assert datarace.stats().locations < 2000, datarace.stats().locations
