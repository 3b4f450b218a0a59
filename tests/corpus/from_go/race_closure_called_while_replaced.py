"""TestRaceFuncItself: a function variable is called in a thread while it is replaced."""

# expect: variable 'function'

import threading


def run():
    def function():
        return 1

    def call():
        return function()

    thread = threading.Thread(target=call)
    thread.start()

    def other():
        return 2

    function = other
    thread.join()
    return function()


run()
