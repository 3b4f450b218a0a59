"""Finalizers run in whichever thread drops the object: their common counter is raced for."""

# expect: attribute 'closed'
# kind: lost-update

import threading


class Resource:
    closed = 0

    def __del__(self):
        Resource.closed += 1


def work():
    Resource()


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
