"""Threads by the thousand, joined or told of by a queue: not one block of the runtime is left of them."""

import gc
import queue
import threading

from datarace import runtime

NAMES = ("objects", "tables", "sets", "sync variables", "channel entries", "tasks", "held lists", "heap bytes", "slots")


class Part:
    def __init__(self, number):
        self.number = number
        self.lock = threading.Lock()

    def work(self):
        with self.lock:
            self.number += 1
        line.put(self)


def churn(count):
    for start in range(0, count, 16):
        threads = [threading.Thread(target=Part(number).work) for number in range(start, start + 16)]
        for thread in threads:
            thread.start()
        assert sorted(line.get().number for _ in threads) == list(range(start + 1, start + 17))
        for thread in threads:
            thread.join()
    del threads, thread
    # The last of them to go are freed by the next that starts.
    last = threading.Thread(target=int)
    last.start()
    last.join()


def in_use():
    gc.collect()
    stats = runtime.stats()
    assert stats["lost tasks"] == stats["lost cells"] == stats["lost traces"] == 0
    return {name: stats[name] for name in NAMES}


line = queue.SimpleQueue()
churn(512)
before = in_use()
churn(3008)
after = in_use()
assert before["tasks"] <= 3 and before["slots"] <= 40, before
assert after["slots"] <= before.pop("slots") + 8 and after.pop("slots")
# Blocks are cut in batches, one more where more threads than ever before are on their way out at once. Had each thread left one
# block of the smallest kind, it would be 94 kB.
assert after["heap bytes"] <= before.pop("heap bytes") + 16384 and after.pop("heap bytes")
# The system thread of who was joined last may still be on its way out, with what its task has.
for name in ("tasks", "held lists"):
    assert after.pop(name) <= before.pop(name) + 1
assert after == before, (before, after)
