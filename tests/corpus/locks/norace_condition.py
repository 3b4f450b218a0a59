"""Clean: the waiter looks at the predicate under the lock of the condition."""

import threading

condition = threading.Condition()
ready = False
data = None


def produce():
    global ready, data
    with condition:
        data = "text"
        ready = True
        condition.notify()


def consume():
    global data
    with condition:
        while not ready:
            condition.wait()
        assert data == "text"
        data = None


threads = [threading.Thread(target=consume), threading.Thread(target=produce)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
