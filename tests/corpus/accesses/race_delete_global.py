"""One thread deletes a global name that the other reads."""

# expect: global 'plan'

import threading

plan = "a"


def forget():
    global plan
    del plan


def follow():
    try:
        return plan
    except NameError:
        return None


threads = [threading.Thread(target=forget), threading.Thread(target=follow)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
