"""A comprehension reads a captured variable that the other thread changes."""

# expect: variable 'scale'

import threading


def run():
    scale = 2

    def compute():
        return [number * scale for number in (1, 2, 3)]

    def change():
        nonlocal scale
        scale = 3

    threads = [threading.Thread(target=compute), threading.Thread(target=change)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


run()
