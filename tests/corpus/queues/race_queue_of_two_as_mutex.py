"""A queue of two lets two in (Go: TestRaceChanSem)."""

# expect: global 'total'
# kind: lost-update

import queue
import threading

places = queue.Queue(2)
total = 0


def work(name):
    global total
    places.put(name)
    total += 1
    places.get()


threads = [threading.Thread(target=work, args=("a",)), threading.Thread(target=work, args=("b",))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
