"""Main reads the result without waiting for the thread that computes it."""

# expect: global 'result'

import threading

result = None


def work():
    global result
    result = 42


thread = threading.Thread(target=work)
thread.start()
print("result so far:", result)
thread.join()
