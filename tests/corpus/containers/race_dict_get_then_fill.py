"""A cache asked by `get`, filled where it had nothing: both threads may fill it, also where the second one finds what the first stored."""

# expect: key 'logo'
# kind: check-then-act

import threading

images = {}


def image(name):
    found = images.get(name)
    if found is not None:
        return found
    loaded = [name]
    images[name] = loaded
    return loaded


threads = [threading.Thread(target=image, args=("logo",)) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
