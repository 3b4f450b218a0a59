"""Clean: two slots of one object lie side by side in memory and are still two locations."""

import threading


class Window:
    __slots__ = ("left", "right")

    def __init__(self):
        self.left = 0
        self.right = 0


window = Window()


def move_left():
    for _ in range(100):
        window.left -= 1


def move_right():
    for _ in range(100):
        window.right += 1


threads = [threading.Thread(target=move_left), threading.Thread(target=move_right)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert (window.left, window.right) == (-100, 100)
