"""The first thread has long ended when the second starts; without a join they are still not ordered."""

# expect: global 'total'
# kind: lost-update

import threading
import time

total = 0


def work():
    global total
    total += 1


first = threading.Thread(target=work)
first.start()
time.sleep(0.05)
second = threading.Thread(target=work)
second.start()
second.join()
first.join()
