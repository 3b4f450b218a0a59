"""Clean: `wait_for` with a predicate, `notify_all`, and data that the waiters use after the lock."""

import threading

condition = threading.Condition()
state = {"open": False}
price = None


def announce():
    global price
    price = 5
    with condition:
        state["open"] = True
        condition.notify_all()


def buy():
    with condition:
        condition.wait_for(lambda: state["open"])
    assert price == 5


threads = [
    threading.Thread(target=buy),
    threading.Thread(target=buy),
    threading.Thread(target=announce),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
