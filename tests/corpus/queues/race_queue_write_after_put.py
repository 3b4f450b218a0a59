"""The sender goes on to change the object after it put it."""

# expect: attribute 'stamp'

import queue
import threading


class Parcel:
    def __init__(self):
        self.stamp = None


parcels = queue.Queue()


def send():
    parcel = Parcel()
    parcels.put(parcel)
    parcel.stamp = "late"


def receive():
    return parcels.get().stamp


threads = [threading.Thread(target=send), threading.Thread(target=receive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
