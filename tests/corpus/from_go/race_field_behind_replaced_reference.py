"""TestRaceCompPtr2: an attribute behind a reference is used while the reference is replaced."""

# expect: attribute 'start'

import threading


class Point:
    def __init__(self):
        self.x = 0


class Line:
    def __init__(self):
        self.start = Point()


line = Line()


def use():
    line.start.x = 1


def replace():
    line.start = Point()


threads = [threading.Thread(target=use), threading.Thread(target=replace)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
