"""Two timers write one variable (Go: TestRaceAfterFunc3)."""

# expect: global 'last'

import threading

last = None


def ring(name):
    global last
    last = name


timers = [threading.Timer(0.01, ring, ["a"]), threading.Timer(0.02, ring, ["b"])]
for timer in timers:
    timer.start()
for timer in timers:
    timer.join()
