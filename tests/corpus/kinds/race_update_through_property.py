"""`counter.value += 1` with a property: the getter reads, the setter writes, and the update is lost between them."""

# expect: attribute '_value'
# kind: lost-update

import threading


class Counter:
    def __init__(self):
        self._value = 0

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, new):
        self._value = new


counter = Counter()


def count():
    counter.value += 1


threads = [threading.Thread(target=count) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
