"""Both threads add to the whole array, in place, one after the other."""

import threading

import numpy as np

lock = threading.Lock()


def work(a):
    with lock:
        a += 1
        a *= 2


shared = np.zeros(1000)
threads = [threading.Thread(target=work, args=[shared]) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
