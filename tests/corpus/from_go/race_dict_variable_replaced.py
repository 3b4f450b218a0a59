"""TestRaceMapVariable2: the variable that holds a dictionary is replaced while the other inserts through it."""

# expect: global 'table'

import threading

table = {}


def replace():
    global table
    table = {}


def insert():
    table["a"] = 1


threads = [threading.Thread(target=replace), threading.Thread(target=insert)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
