"""Clean: a signal handler runs in the main thread, between two of its instructions."""

import os
import select
import signal
import threading

told, tell = os.pipe()
count = 0


def note(number, frame):
    global count
    count += 1
    os.write(tell, b"x")


def work():
    for _ in range(5):
        while not select.select([told], [], [], 0.01)[0]:  # a signal that comes just before main waits does not wake it
            os.kill(os.getpid(), signal.SIGUSR1)
        os.read(told, 1)


signal.signal(signal.SIGUSR1, note)
thread = threading.Thread(target=work)
thread.start()
thread.join()
count += 1
assert count >= 6
