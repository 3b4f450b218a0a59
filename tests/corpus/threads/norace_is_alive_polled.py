"""Clean: `is_alive()` that says False comes after everything the thread did."""

import threading
import time

result = None


def work():
    global result
    result = 42


thread = threading.Thread(target=work)
thread.start()
while thread.is_alive():
    time.sleep(0.001)
assert result == 42
