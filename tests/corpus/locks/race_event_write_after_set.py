"""The producer announces first and writes then."""

# expect: global 'data'

import threading

ready = threading.Event()
data = None


def produce():
    global data
    ready.set()
    data = "text"


def consume():
    ready.wait()
    return data


threads = [threading.Thread(target=consume), threading.Thread(target=produce)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
