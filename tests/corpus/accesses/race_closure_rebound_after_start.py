"""The function goes on to change a variable that the thread it started reads."""

# expect: variable 'message'

import threading


def run():
    message = "first"

    def show():
        return message

    thread = threading.Thread(target=show)
    thread.start()
    message = "second"
    thread.join()
    return message


run()
