"""TestRaceSliceVarRead: the variable that holds a list is replaced while an element is read through it."""

# expect: variable 'row'

import threading


def run():
    row = [1, 2]

    def replace():
        nonlocal row
        row = [3, 4]

    def read():
        return row[0]

    threads = [threading.Thread(target=replace), threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


run()
