"""`wait` returns False after its time, and the data is used anyway."""

# expect: global 'data'

import threading

ready = threading.Event()
data = None


def produce():
    global data
    data = "text"


def consume():
    assert not ready.wait(0.01)
    return data


threads = [threading.Thread(target=consume), threading.Thread(target=produce)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
