"""Clean: an object goes through a queue; who gets it comes after who put it."""

import queue
import threading


class Parcel:
    def __init__(self):
        self.stamp = None


parcels = queue.Queue()


def send():
    for number in range(10):
        parcel = Parcel()
        parcel.stamp = number
        parcels.put(parcel)


def receive():
    for number in range(10):
        parcel = parcels.get()
        assert parcel.stamp == number
        parcel.stamp = "seen"


threads = [threading.Thread(target=send), threading.Thread(target=receive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
