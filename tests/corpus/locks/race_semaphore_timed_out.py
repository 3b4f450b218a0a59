"""The acquire of the semaphore times out; a permit that was not taken orders nothing."""

# expect: global 'setting'

import threading

permits = threading.Semaphore(0)
setting = None


def prepare():
    global setting
    setting = "ready"


def work():
    assert not permits.acquire(timeout=0.01)
    return setting


threads = [threading.Thread(target=prepare), threading.Thread(target=work)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
