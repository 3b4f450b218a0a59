"""The producer goes on to change what it announced, after the lock was given back."""

# expect: global 'data'

import threading

condition = threading.Condition()
ready = False
data = None


def produce():
    global ready, data
    data = "first"
    with condition:
        ready = True
        condition.notify()
    data = "second"


def consume():
    with condition:
        while not ready:
            condition.wait()
    return data


threads = [threading.Thread(target=consume), threading.Thread(target=produce)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
