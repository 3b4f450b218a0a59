"""A method is replaced before the threads that call it start, and put back after they have ended."""

import threading


class Service:
    def handle(self):
        return "old"


service = Service()


def call():
    for _ in range(3):
        assert service.handle() == "new"


original = Service.handle
Service.handle = lambda self: "new"
threads = [threading.Thread(target=call) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
Service.handle = original
assert service.handle() == "old"
