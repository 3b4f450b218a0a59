"""The object is complete when it is published, the variable that publishes it is raced for."""

# expect: global 'config'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Config:
    def __init__(self):
        self.path = "/"
        self.table = {"a": 1}


config = None


def load():
    global config
    config = Config()
    os.write(tell, b"x")


def use():
    os.read(told, 1)
    assert config.path == "/"
    assert config.path


threads = [threading.Thread(target=load), threading.Thread(target=use)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
