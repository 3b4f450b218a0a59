"""The two sides of a race are each two hundred calls deep; both stacks are in the report, complete."""

# expect: attribute 'value'

import threading


class Box:
    value = None


box = Box()


def left(depth):
    if depth:
        left(depth - 1)
    else:
        box.value = "left"


def right(depth):
    if depth:
        right(depth - 1)
    else:
        box.value = "right"


threads = [threading.Thread(target=left, args=(200,)), threading.Thread(target=right, args=(200,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
