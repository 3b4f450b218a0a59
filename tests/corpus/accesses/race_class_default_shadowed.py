"""One thread gives the instance its own value while the other may still find the default in the class."""

# expect: attribute 'mode'

import threading


class Printer:
    mode = "draft"


printer = Printer()


def choose():
    printer.mode = "final"


def show():
    return printer.mode


threads = [threading.Thread(target=choose), threading.Thread(target=show)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
