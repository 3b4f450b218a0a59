"""A property is a call: the race is on the attribute behind it."""

# expect: attribute '_celsius'

import threading


class Thermometer:
    def __init__(self):
        self._celsius = 0.0

    @property
    def celsius(self):
        return self._celsius

    @celsius.setter
    def celsius(self, value):
        self._celsius = value


thermometer = Thermometer()


def measure():
    thermometer.celsius = 21.5


def show():
    return thermometer.celsius


threads = [threading.Thread(target=measure), threading.Thread(target=show)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
