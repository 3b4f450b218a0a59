"""Clean: an acquire that a signal interrupts goes on after the handler, and has the lock in the end."""

import os
import select
import signal
import threading

held, hold = os.pipe()
about, announce = os.pipe()
rung, ring = os.pipe()
lock = threading.Lock()
total = 0


def note(number, frame):
    os.write(ring, b"x")


def owner():
    global total
    with lock:
        os.write(hold, b"x")
        os.read(about, 1)
        while not select.select([rung], [], [], 0.01)[0]:  # a signal that comes just before the wait does not end it
            os.kill(os.getpid(), signal.SIGUSR1)
        total = 1


signal.signal(signal.SIGUSR1, note)
thread = threading.Thread(target=owner)
thread.start()
os.read(held, 1)
os.write(announce, b"x")
lock.acquire()
total += 1
lock.release()
thread.join()
assert total == 2
