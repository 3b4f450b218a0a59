"""A method bound twice to one object is one key."""

# expect: key

import threading


class Service:
    def on(self):
        pass

    def off(self):
        pass


service = Service()
first, again, other = service.on, service.on, service.off
table = {first: 0, other: 0}


def one():
    table[first] = 1


def two():
    table[again] = 2


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
