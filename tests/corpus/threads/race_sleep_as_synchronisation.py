"""Main sleeps long enough for the thread to be done, which orders nothing."""

# expect: global 'result'

import threading
import time

result = None


def work():
    global result
    result = 42


thread = threading.Thread(target=work)
thread.start()
time.sleep(0.05)
print("result:", result)
thread.join()
