"""TestRaceError: the variable that keeps the error is read while it is assigned."""

# expect: global 'error'

import threading

error = None


def fail():
    global error
    try:
        raise ValueError("on purpose")
    except ValueError as caught:
        error = caught


def look():
    return error is None


threads = [threading.Thread(target=fail), threading.Thread(target=look)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
