"""The length of a channel says that something was put in; who only counts has not got it."""

# expect: index 0 of list

import threading

channel = []
result = [0]


def produce():
    result[0] = 1
    channel.append("done")


def consume():
    while not len(channel):
        pass
    result[0] += 1


threads = [threading.Thread(target=f) for f in (produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
