"""The same over a `SimpleQueue`, where nobody has to wait for room."""

import queue
import threading

line = queue.SimpleQueue()
totals = {}


def send(number):
    for weight in range(400):
        parcel = {"weight": weight}
        parcel["weight"] += number
        line.put(parcel)
    line.put(None)


def receive(number):
    total = 0
    while (parcel := line.get()) is not None:
        total += parcel["weight"]
        parcel["weight"] = 0
    totals[number] = total


threads = [
    threading.Thread(target=send, args=(0,)),
    threading.Thread(target=send, args=(1,)),
    threading.Thread(target=send, args=(2,)),
    threading.Thread(target=send, args=(3,)),
    threading.Thread(target=receive, args=(0,)),
    threading.Thread(target=receive, args=(1,)),
    threading.Thread(target=receive, args=(2,)),
    threading.Thread(target=receive, args=(3,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sum(totals.values()) == sum(weight + number for weight in range(400) for number in range(4))
