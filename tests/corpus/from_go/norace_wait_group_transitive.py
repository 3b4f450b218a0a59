"""TestNoRaceWaitGroupTransitive: the wait orders after both workers, the early and the late one."""

import threading
import time

finished = threading.Semaphore(0)
data = {"early": None, "late": None}


def early():
    data["early"] = 1
    finished.release()


def late():
    time.sleep(0.02)
    data["late"] = 2
    finished.release()


threads = [threading.Thread(target=early), threading.Thread(target=late)]
for thread in threads:
    thread.start()
for _ in threads:
    finished.acquire()
assert data["early"] + data["late"] == 3
data["early"] = data["late"] = None
for thread in threads:
    thread.join()
