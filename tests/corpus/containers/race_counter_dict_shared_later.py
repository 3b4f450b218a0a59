"""A dict that a function changes in place becomes an attribute of a shared object, and is changed on without a lock."""

# expect: key 'a' of

import threading

began = threading.Barrier(2)


class Board:
    counts = None


board = Board()
lock = threading.Lock()


def publish():
    counts = {"a": 0}
    counts["a"] += 1
    with lock:
        board.counts = counts
    began.wait()
    counts["a"] += 1


def update():
    began.wait()
    with lock:
        counts = board.counts
    counts["a"] += 1


threads = [threading.Thread(target=publish), threading.Thread(target=update)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
