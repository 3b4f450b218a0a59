"""`setattr` in one thread and `getattr` in the other: accesses like any other."""

# expect: attribute 'colour'

import threading


class Theme:
    def __init__(self):
        self.colour = "red"


theme = Theme()


def change():
    setattr(theme, "colour", "blue")


def show():
    return getattr(theme, "colour")


threads = [threading.Thread(target=change), threading.Thread(target=show)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
