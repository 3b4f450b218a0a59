"""Goroutines that wait: `deadlock.py asleep|exited|thread|busy`."""

import sys
import threading
import time

from datarace import goroutines as go


async def worker(jobs):
    async for _ in jobs:
        pass


async def main():
    what = sys.argv[1]
    jobs, group = go.Chan(), go.WaitGroup()
    if what == "asleep":
        group.go(worker, jobs)
        await group.wait()
    elif what == "exited":
        go.go(print, "the other one")
        go.goexit()
    elif what == "thread":
        threading.Thread(target=lambda: time.sleep(0.3) or go.send_from_thread(jobs, 5)).start()
        print(await jobs.recv())
    elif what == "busy":
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            await go.gosched()


go.run(main)
