"""Two threads write one element of a deque by its index."""

# expect: of deque
# kind: lost-update

import collections
import threading

window = collections.deque([0, 0, 0])


def work():
    window[1] += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
