"""A method bound twice to one object is one element."""

# expect: key

import threading


class Service:
    def on(self):
        pass

    def off(self):
        pass


service = Service()
first, again, other = service.on, service.on, service.off
seen = {first, other}


def one():
    return first in seen


def two():
    seen.discard(again)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
