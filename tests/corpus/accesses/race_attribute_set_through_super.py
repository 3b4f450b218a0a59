"""A class that checks what is assigned and hands it on to `object`: the store is in there."""

# expect: attribute 'level'
# kind: write-write

import threading


class Tank:
    def __setattr__(self, name, value):
        if value is None:
            raise ValueError(name)
        super().__setattr__(name, value)


tank = Tank()


def fill():
    tank.level = object()


threads = [threading.Thread(target=fill) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
