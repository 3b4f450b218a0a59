"""TestRaceFuncArgument: a variable is evaluated as an argument while it is written."""

# expect: variable 'number'

import threading


def use(value):
    return value


def run():
    number = 0

    def call():
        use(number)

    def change():
        nonlocal number
        number = 1

    threads = [threading.Thread(target=call), threading.Thread(target=change)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


run()
