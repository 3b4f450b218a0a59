"""Callbacks of weak references run in whichever thread drops the object: their common counter is raced for."""

# expect: attribute 'gone'
# kind: lost-update

import threading
import weakref


class Resource:
    gone = 0


def count(reference):
    Resource.gone += 1


def work():
    resource = Resource()
    reference = weakref.ref(resource, count)
    del resource
    assert reference() is None


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
