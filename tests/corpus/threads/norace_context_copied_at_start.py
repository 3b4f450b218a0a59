"""Clean: what was put into a context before the thread was started is ordered by the start."""

import contextvars
import threading

request = contextvars.ContextVar("request")


def work():
    request.get()["user"] += "!"


threads = []
for name in ("a", "b", "c"):
    value = {}
    request.set(value)
    value["user"] = name
    threads.append(threading.Thread(target=contextvars.copy_context().run, args=(work,)))
    threads[-1].start()
for thread in threads:
    thread.join()
assert request.get()["user"] == "c!"
