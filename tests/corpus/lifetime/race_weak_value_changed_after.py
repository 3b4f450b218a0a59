"""An object is changed after it was put into a `WeakValueDictionary`."""

# expect: attribute 'pixels'

import threading
import weakref


class Image:
    def __init__(self):
        self.pixels = 0


images = weakref.WeakValueDictionary()
image = Image()


def load():
    images["a"] = image
    image.pixels += 1


def use():
    while (found := images.get("a")) is None:
        pass
    found.pixels += 1


threads = [threading.Thread(target=f) for f in (load, use)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
