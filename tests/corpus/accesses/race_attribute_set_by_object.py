"""A frozen dataclass that keeps what it computed by `object.__setattr__`: both threads may compute it."""

# expect: attribute 'area'
# kind: check-then-act

import dataclasses
import threading


@dataclasses.dataclass(frozen=True)
class Square:
    side: int
    area: list = None

    def get(self):
        if self.area is None:
            object.__setattr__(self, "area", [self.side**2])
        return self.area


square = Square(5)


threads = [threading.Thread(target=square.get) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
