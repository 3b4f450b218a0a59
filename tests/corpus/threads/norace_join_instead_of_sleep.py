"""Clean: main waits for the thread itself, and not as long as it may take."""

import threading

result = None


def work():
    global result
    result = 42


thread = threading.Thread(target=work)
thread.start()
thread.join()
assert result == 42
