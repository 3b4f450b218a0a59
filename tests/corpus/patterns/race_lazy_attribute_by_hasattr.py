"""The same, where the attribute does not exist before its first use."""

# expect: attribute '_area'
# kind: check-then-act

import threading


class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        if not hasattr(self, "_area"):
            self._area = self.side * self.side
        return self._area


square = Square(3)
threads = [threading.Thread(target=square.area) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
