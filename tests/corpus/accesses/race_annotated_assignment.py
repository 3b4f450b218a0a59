"""An annotated assignment to an attribute is a write."""

# expect: attribute 'size'

import threading


class Image:
    size: int = 0


image = Image()


def load():
    image.size: int = 640


def show():
    return image.size


threads = [threading.Thread(target=load), threading.Thread(target=show)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
