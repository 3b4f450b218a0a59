"""Clean: functions registered with `atexit` run when all threads that are no daemons have ended."""

import atexit
import threading

lines = [0]


def work():
    lines[0] += 1


def report():
    lines[0] += 1
    assert lines == [3]


atexit.register(report)
first = threading.Thread(target=work)
first.start()
first.join()
threading.Thread(target=work).start()  # nobody joins it but the interpreter
