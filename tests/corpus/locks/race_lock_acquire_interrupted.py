"""An acquire that a signal handler ends with an exception has no lock, and orders nothing."""

# expect: global 'total'

import os
import select
import signal
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
held, hold = os.pipe()
about, announce = os.pipe()
lock = threading.Lock()
total = 0


class Impatient(Exception):
    pass


gave_up = []  # main's alone: handlers run in it


def give_up(number, frame):
    if not gave_up:
        gave_up.append(True)
        raise Impatient


def owner():
    global total
    with lock:
        total = 1
        os.write(hold, b"x")
        os.read(about, 1)
        while not select.select([told], [], [], 0.01)[0]:  # a signal that comes just before the wait does not end it
            os.kill(os.getpid(), signal.SIGUSR1)


signal.signal(signal.SIGUSR1, give_up)
thread = threading.Thread(target=owner)
thread.start()
os.read(held, 1)
try:
    os.write(announce, b"x")
    lock.acquire()
except Impatient:
    total = 2
os.write(tell, b"x")
thread.join()
