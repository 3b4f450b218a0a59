"""A class attribute is written through the class and read through an instance: one location, that of the class."""

# expect: attribute 'debug'

import threading


class Config:
    debug = False


config = Config()


def switch_on():
    Config.debug = True


def ask():
    return config.debug


threads = [threading.Thread(target=switch_on), threading.Thread(target=ask)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
