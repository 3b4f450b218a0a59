"""The `finally` of a generator runs in whichever thread drops it: the counter that two of them share is raced for."""

# expect: global 'closed'
# kind: lost-update

import threading

closed = 0


def steps():
    global closed
    try:
        yield 1
        yield 2
    finally:
        closed += 1


def work():
    gen = steps()
    next(gen)


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert 1 <= closed <= 2  # an update may really be lost
