"""What `get` finds decides on no change of the dict, or the change looks again: both are single operations."""

import threading

names = {}
images = {}


def greet():
    return names.get("guest") or "you"


def arrive():
    names["guest"] = "Ada"


def leave():
    names.pop("guest", None)


def image():
    found = images.get("logo")
    if found is None:
        found = images.setdefault("logo", object())
    return found


threads = [threading.Thread(target=function) for function in (greet, arrive, greet, image, image)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

threads = [threading.Thread(target=function) for function in (greet, leave, greet)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
