"""Clean: `release(2)` gives two permits; both who take one come after it."""

import threading

permits = threading.Semaphore(0)
setting = None


def prepare():
    global setting
    setting = "ready"
    permits.release(2)


def work():
    permits.acquire()
    assert setting == "ready"


threads = [
    threading.Thread(target=prepare),
    threading.Thread(target=work),
    threading.Thread(target=work),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
