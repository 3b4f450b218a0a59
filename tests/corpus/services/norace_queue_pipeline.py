"""Clean: a pipeline of three stages through queues of every kind, with sentinels at the end."""

import queue
import threading

raw, parsed, done = queue.Queue(maxsize=4), queue.PriorityQueue(maxsize=4), queue.SimpleQueue()
STOP = (1 << 30, None)


def read():
    for number in range(40):
        raw.put({"line": f"{number}", "seen": 0})
    raw.put(None)


def parse():
    while (item := raw.get()) is not None:
        item["number"] = int(item["line"])
        parsed.put((item["number"], item))
        raw.task_done()
    raw.task_done()
    parsed.put(STOP)


def collect():
    while (entry := parsed.get()) != STOP:
        entry[1]["seen"] += 1
        done.put(entry[1])


threads = [threading.Thread(target=stage) for stage in (read, parse, collect)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
raw.join()
assert sorted(done.get()["number"] for _ in range(40)) == list(range(40))
assert done.empty()
