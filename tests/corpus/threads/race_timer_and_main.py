"""Main cancels by a plain flag, which the timer's callback reads."""

# expect: global 'cancelled'

import threading

cancelled = False


def ring():
    if not cancelled:
        return "ring"


timer = threading.Timer(0.01, ring)
timer.start()
cancelled = True
timer.join()
