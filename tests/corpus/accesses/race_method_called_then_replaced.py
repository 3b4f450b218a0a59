"""The same with the call first: only its read tells that there was a race."""

# expect: attribute 'handle'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Service:
    def handle(self):
        return "old"


service = Service()


def patch():
    os.read(told, 1)
    Service.handle = lambda self: "new"


def call():
    assert service.handle() == "old"
    os.write(tell, b"x")


threads = [threading.Thread(target=patch), threading.Thread(target=call)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
