"""`copy` reads every value, in one atomic step; the store of a value beside it is not ordered with it."""

# expect: key 'bob' | of dict

import threading

users = {"ann": 1, "bob": 2}


def save():
    return users.copy()


def change():
    users["bob"] = 3


threads = [threading.Thread(target=save), threading.Thread(target=change)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
