"""Clean: first -> lock -> second -> event -> third; the order passes on through a thread that never looks at the data."""

import threading

lock = threading.Lock()
lock.acquire()
event = threading.Event()
data = 0


def first():
    global data
    data = 1
    lock.release()


def second():
    lock.acquire()
    event.set()


def third():
    global data
    event.wait()
    data += 1


threads = [
    threading.Thread(target=first),
    threading.Thread(target=second),
    threading.Thread(target=third),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert data == 2
