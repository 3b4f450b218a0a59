"""TestRaceCaseCondition: the subject of a `match` is read while the other thread writes it."""

# expect: global 'state'

import threading

state = 1


def decide():
    match state:
        case 1:
            return "one"
        case _:
            return "other"


def change():
    global state
    state = 2


threads = [threading.Thread(target=decide), threading.Thread(target=change)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
