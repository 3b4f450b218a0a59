"""The object is published first and filled then."""

# expect: global 'config'
# expect: attribute 'path'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Config:
    pass


config = None


def load():
    global config
    config = Config()
    config.path = "/"
    os.write(tell, b"x")


def use():
    os.read(told, 1)
    assert config.path == "/"


threads = [threading.Thread(target=load), threading.Thread(target=use)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
