"""TestRaceMethodValue2: a bound method is taken from a variable that the other thread replaces."""

# expect: global 'greeter'

import threading


class Greeter:
    def __init__(self, word):
        self.word = word

    def greet(self):
        return self.word


greeter = Greeter("hello")


def call():
    method = greeter.greet
    return method()


def replace():
    global greeter
    greeter = Greeter("hi")


threads = [threading.Thread(target=call), threading.Thread(target=replace)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
