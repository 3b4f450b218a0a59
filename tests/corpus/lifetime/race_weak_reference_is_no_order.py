"""A weak reference gives the object, and no order."""

# expect: attribute 'pixels'

import threading
import weakref


class Image:
    def __init__(self):
        self.pixels = 0


image = Image()
reference = weakref.ref(image)


def work():
    reference().pixels += 1


threads = [threading.Thread(target=f) for f in (work, work)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
