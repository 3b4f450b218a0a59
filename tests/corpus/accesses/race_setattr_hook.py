"""`__setattr__` written in Python is a call; the dictionary that it writes is what races."""

# expect: key 'speed'

import threading


class Record:
    def __init__(self):
        object.__setattr__(self, "values", {"speed": 0})

    def __setattr__(self, name, value):
        self.values[name] = value


record = Record()


def work(speed):
    record.speed = speed


threads = [threading.Thread(target=work, args=(1,)), threading.Thread(target=work, args=(2,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
