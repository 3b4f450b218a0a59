"""A method is replaced on the class, then another thread looks it up to call it."""

# expect: attribute 'handle'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Service:
    def handle(self):
        return "old"


service = Service()


def patch():
    Service.handle = lambda self: "new"
    os.write(tell, b"x")


def call():
    os.read(told, 1)
    assert service.handle() == "new"


threads = [threading.Thread(target=patch), threading.Thread(target=call)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
