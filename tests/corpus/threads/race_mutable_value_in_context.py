"""A context has variables of its own, but the list that a variable holds is the one that all contexts got."""

# expect: index 0 of list

import contextvars
import threading

seen = contextvars.ContextVar("seen")
seen.set([0])


def work():
    seen.get()[0] += 1


threads = [threading.Thread(target=contextvars.copy_context().run, args=(work,)) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
