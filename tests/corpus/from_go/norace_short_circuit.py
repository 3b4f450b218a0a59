"""TestNoRaceShortCalc: `or` and `and` skip the read that would race."""

import threading

wanted = 0
always = True
never = False


def decide():
    a = always or wanted == 1
    b = never and wanted == 1
    return a, b


def change():
    global wanted
    wanted = 1


threads = [threading.Thread(target=decide), threading.Thread(target=change)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
