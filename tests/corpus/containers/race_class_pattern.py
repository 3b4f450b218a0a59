"""A class pattern reads the attributes that it names."""

# expect: attribute 'x'
# expect: attribute 'y'

import threading


class Point:
    __match_args__ = ("x",)

    def __init__(self):
        self.x = 0
        self.y = 0


point = Point()


def one():
    match point:
        case Point(0, y=0):
            return True
    return False


def two():
    point.x = 0
    point.y = 1


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
