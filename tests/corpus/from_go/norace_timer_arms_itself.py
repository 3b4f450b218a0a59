"""TestNoRaceAfterFunc1: the timer's callback arms the next timer and counts down."""

import threading

left = 5
done = threading.Event()


def tick():
    global left
    left -= 1
    if left:
        threading.Timer(0.001, tick).start()
    else:
        done.set()


threading.Timer(0.001, tick).start()
done.wait()
assert left == 0
