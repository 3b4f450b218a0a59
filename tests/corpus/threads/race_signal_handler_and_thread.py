"""A signal handler counts in the main thread what another thread counts too. The signal itself orders nothing."""

# expect: global 'count'

import os
import select
import signal
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
count = 0


def note(number, frame):
    global count
    count += 1
    os.write(tell, b"x")


def work():
    global count
    while not select.select([told], [], [], 0.01)[0]:  # a signal that comes just before main waits does not wake it
        os.kill(os.getpid(), signal.SIGUSR1)
    count += 1


signal.signal(signal.SIGUSR1, note)
thread = threading.Thread(target=work)
thread.start()
thread.join()
