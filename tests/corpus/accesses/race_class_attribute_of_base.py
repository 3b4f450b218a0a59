"""A subclass reads what another thread writes on the base class."""

# expect: attribute 'timeout'

import threading


class Base:
    timeout = 10


class Client(Base):
    pass


def reconfigure():
    Base.timeout = 20


def connect():
    return Client.timeout


threads = [threading.Thread(target=reconfigure), threading.Thread(target=connect)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
