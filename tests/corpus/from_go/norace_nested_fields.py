"""TestNoRaceComp: two attributes of one nested object."""

import threading


class Point:
    def __init__(self):
        self.x = 0
        self.y = 0


class Line:
    def __init__(self):
        self.start = Point()
        self.end = Point()


line = Line()


def first():
    line.start.x = 1
    line.end.y = 2


def second():
    line.start.y = 3
    line.end.x = 4


threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
