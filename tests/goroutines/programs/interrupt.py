"""Ctrl-C while goroutines are asleep, or one computes: `interrupt.py asleep|computing`."""

import os
import signal
import sys
import threading

from datarace import goroutines as go

started = threading.Event()


def interrupt():
    started.wait()
    os.kill(os.getpid(), signal.SIGINT)


async def main():
    threading.Thread(target=interrupt).start()
    started.set()
    if sys.argv[1] == "asleep":
        await go.Chan().recv()
    while True:
        pass


try:
    go.run(main)
except KeyboardInterrupt:
    print("interrupted")
