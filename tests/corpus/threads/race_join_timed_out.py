"""`join(timeout)` returns while the thread still runs; what it wrote is read all the same."""

# expect: global 'result'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
result = None


def work():
    global result
    result = 42
    os.read(told, 1)


thread = threading.Thread(target=work)
thread.start()
thread.join(0.02)
assert thread.is_alive()
print("result so far:", result)
os.write(tell, b"x")
thread.join()
