"""Four threads send objects over a bounded queue to four others, who change and drop them."""

import queue
import threading


class Parcel:
    def __init__(self, weight):
        self.weight = weight
        self.marks = []


line = queue.Queue(10)
totals = {}


def send(number):
    for weight in range(400):
        parcel = Parcel(weight)
        parcel.weight += number
        parcel.marks.append("sent")
        line.put(parcel)
    line.put(None)


def receive(number):
    total = 0
    while (parcel := line.get()) is not None:
        parcel.marks[0] = "received"
        total += parcel.weight
        parcel.weight = 0
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
