"""Clean: main writes before it arms the timer and reads after it joined it."""

import threading

message = "first"


def ring(text):
    global message
    assert message == "first"
    message = text


timer = threading.Timer(0.01, ring, ["rung"])
timer.start()
timer.join()
assert message == "rung"
