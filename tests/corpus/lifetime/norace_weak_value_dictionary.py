"""Clean: an object out of a `WeakValueDictionary` comes after who put it in, complete."""

import threading
import weakref


class Image:
    pass


images = weakref.WeakValueDictionary()
kept = []


def load():
    image = Image()
    image.pixels = []
    image.pixels.append(1)
    image.pixels[0] = 2
    kept.append(image)
    images["a"] = image


def use():
    while (image := images.get("a")) is None:
        pass
    image.pixels[0] += 1
    assert images["a"] is image


threads = [threading.Thread(target=f) for f in (load, use)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
