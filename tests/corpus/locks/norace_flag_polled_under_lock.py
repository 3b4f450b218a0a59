"""Clean: data written before a flag is set under the lock; the reader polls the flag under the same lock."""

import threading
import time

lock = threading.Lock()
ready = False
data = None


def write():
    global ready, data
    data = "text"
    with lock:
        ready = True


def read():
    global data
    while True:
        with lock:
            if ready:
                break
        time.sleep(0.001)
    assert data == "text"
    data = None


threads = [threading.Thread(target=write), threading.Thread(target=read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
