"""TestRaceComp: the same attribute of a nested object."""

# expect: attribute 'x'

import threading


class Point:
    def __init__(self):
        self.x = 0


class Line:
    def __init__(self):
        self.start = Point()


line = Line()


def write(value):
    line.start.x = value


threads = [threading.Thread(target=write, args=(1,)), threading.Thread(target=write, args=(2,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
