"""Clean: getter and setter take the lock. `meter.value` itself is a call and no access."""

import threading


class Meter:
    def __init__(self):
        self._lock = threading.Lock()
        self._value = 0

    @property
    def value(self):
        with self._lock:
            return self._value

    @value.setter
    def value(self, value):
        with self._lock:
            self._value = value


meter = Meter()


def set_value():
    meter.value = 7


def show():
    return meter.value


threads = [
    threading.Thread(target=set_value),
    threading.Thread(target=show),
    threading.Thread(target=set_value),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert meter.value == 7
