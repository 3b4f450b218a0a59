"""`is_alive()` that says True says that the thread has not ended: nothing of it comes before."""

# expect: global 'value'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
seen, see = os.pipe()
value = 0


def work():
    global value
    value = 1
    os.write(tell, b"x")
    os.read(seen, 1)


thread = threading.Thread(target=work)
thread.start()
os.read(told, 1)
assert thread.is_alive()
value = 2
os.write(see, b"x")
thread.join()
