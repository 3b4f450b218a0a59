"""Clean: the lazy value is computed by main before the threads start; they find it made."""

import threading


class Square:
    def __init__(self, side):
        self.side = side
        self._area = None

    def area(self):
        if self._area is None:
            self._area = self.side * self.side
        return self._area


square = Square(3)
square.area()


def work():
    for _ in range(50):
        assert square.area() == 9


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
