"""Nobody notifies: the wait times out, and the data written without the lock is read."""

# expect: global 'data'

import threading

condition = threading.Condition()
data = None


def produce():
    global data
    data = "text"


def consume():
    with condition:
        condition.wait(0.01)
    return data


threads = [threading.Thread(target=consume), threading.Thread(target=produce)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
