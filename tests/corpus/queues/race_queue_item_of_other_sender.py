"""Two senders; the receiver of one's item touches the other's data (Go: TestRaceChanWrongSend)."""

# expect: key 'second'

import queue
import threading

line = queue.Queue()
other = queue.Queue()
data = {"first": 0, "second": 0}


def first():
    data["first"] = 1
    line.put("from first")


def second():
    data["second"] = 2
    other.put("from second")


def receive():
    assert line.get() == "from first"
    data["second"] = 3


threads = [
    threading.Thread(target=first),
    threading.Thread(target=second),
    threading.Thread(target=receive),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
