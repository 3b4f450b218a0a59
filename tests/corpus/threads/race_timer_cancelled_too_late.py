"""`Timer.cancel` is no order: the function ran already, and who cancels does not come after it."""

# expect: global 'value'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
value = 0


def ring():
    global value
    value = 1
    os.write(tell, b"x")


timer = threading.Timer(0, ring)
timer.start()
os.read(told, 1)
timer.cancel()
value = 2
timer.join()
