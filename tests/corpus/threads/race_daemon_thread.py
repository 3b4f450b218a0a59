"""A daemon thread and main write one attribute; nobody joins it."""

# expect: attribute 'beats'
# kind: lost-update

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Heart:
    def __init__(self):
        self.beats = 0


heart = Heart()


def beat():
    heart.beats += 1
    os.write(tell, b"x")


threading.Thread(target=beat, daemon=True).start()
os.read(told, 1)
heart.beats = 0
