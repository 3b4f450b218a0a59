"""An acquire that a signal handler ends with an exception has no lock, and orders nothing."""

# expect: global 'total'

import os
import signal
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
held, hold = os.pipe()
about, announce = os.pipe()
lock = threading.Lock()
total = 0


class Impatient(Exception):
    pass


def give_up(number, frame):
    raise Impatient


def owner():
    global total
    with lock:
        total = 1
        os.write(hold, b"x")
        os.read(about, 1)
        os.kill(os.getpid(), signal.SIGUSR1)
        os.read(told, 1)


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
