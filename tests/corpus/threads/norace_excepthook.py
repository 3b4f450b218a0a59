"""Clean: `threading.excepthook` runs in the thread that failed, and so before `join` returns."""

import threading

errors = []


def hook(args):
    errors.append(args.exc_type)
    errors[0] = args.exc_type.__name__


def work():
    raise KeyError


threading.excepthook = hook
thread = threading.Thread(target=work)
thread.start()
thread.join()
errors[0] += "!"
assert errors == ["KeyError!"]
