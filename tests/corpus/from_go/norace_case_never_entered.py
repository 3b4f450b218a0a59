"""TestNoRaceCaseFallthrough: the case whose body would race is never entered."""

import threading

state = 0
data = 0


def decide():
    global data
    match state:
        case 1:
            data = 1
        case _:
            return "other"


def change():
    global data
    data = 2


threads = [threading.Thread(target=decide), threading.Thread(target=change)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
