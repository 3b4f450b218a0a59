"""TestRaceOr2: the right operand of `or` is evaluated while the other thread writes it."""

# expect: global 'wanted'

import threading

wanted = 0
never = False


def decide():
    return never or wanted == 1


def change():
    global wanted
    wanted = 1


threads = [threading.Thread(target=decide), threading.Thread(target=change)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
