"""Two threads add to one element of an array."""

# expect: index 0
# kind: lost-update

import array
import threading

totals = array.array("l", [0, 0])


def work():
    totals[0] += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
