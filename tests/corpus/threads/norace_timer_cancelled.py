"""Clean: a timer that was cancelled does nothing, and what it would have touched is main's alone."""

import threading

value = 0


def ring():
    global value
    value = 1


timer = threading.Timer(3600, ring)
timer.start()
timer.cancel()
value = 2
timer.join()
value += 1
assert value == 3
