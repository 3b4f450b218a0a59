"""A thread writes after it started its own child, which reads."""

# expect: attribute 'path'

import threading


class Settings:
    def __init__(self):
        self.path = "/"


settings = Settings()


def child():
    return settings.path


def parent():
    thread = threading.Thread(target=child)
    thread.start()
    settings.path = "/home"
    thread.join()


thread = threading.Thread(target=parent)
thread.start()
thread.join()
