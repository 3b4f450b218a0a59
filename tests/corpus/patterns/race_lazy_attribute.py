"""A value computed at its first use and kept in an attribute."""

# expect: attribute '_area'
# kind: check-then-act

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
threads = [threading.Thread(target=square.area) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
