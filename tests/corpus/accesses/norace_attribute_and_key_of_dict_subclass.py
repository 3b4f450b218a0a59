"""Clean: an attribute of a dict and its item of the same name are two things."""


import threading


class Table(dict):
    pass


table = Table(state=1)
table.state = "new"


def one():
    table.state = "done"
    table.state += "!"


def two():
    table["state"] = 2
    table["state"] += 1

threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
