"""TestRaceCond: a write after the signal, ordered with nothing that the waiter does."""

# expect: attribute 'after'

import threading


class State:
    def __init__(self):
        self.condition = threading.Condition()
        self.ready = False
        self.after = 0


state = State()


def signal():
    with state.condition:
        state.ready = True
        state.condition.notify()
    state.after = 1


def wait():
    with state.condition:
        while not state.ready:
            state.condition.wait()
    state.after = 2


threads = [threading.Thread(target=wait), threading.Thread(target=signal)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
