"""Two threads write one slot of an object that has no dictionary."""

# expect: attribute 'position'
# kind: lost-update

import threading


class Cursor:
    __slots__ = ("position",)

    def __init__(self):
        self.position = 0


cursor = Cursor()


def advance():
    cursor.position = cursor.position + 1


threads = [threading.Thread(target=advance) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
