"""The pattern fails at the first attribute and reads no further."""

import threading


class Point:
    def __init__(self):
        self.x = 0
        self.y = 0


point = Point()


def one():
    match point:
        case Point(x=1, y=1):
            return True
    return False


def two():
    point.z = 1


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
