"""A method is replaced on the class while another thread looks it up to call it."""

# expect: attribute 'handle'

import threading


class Service:
    def handle(self):
        return "old"


service = Service()


def patch():
    Service.handle = lambda self: "new"


def call():
    assert service.handle() in ("old", "new")


threads = [threading.Thread(target=patch), threading.Thread(target=call)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
