"""Clean: what was done before an event was entered into a `sched.scheduler` comes before its action, in whatever thread that runs."""

import os
import sched
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
scheduler = sched.scheduler()
state = {"value": 0}


def act():
    state["value"] += 1


def enter():
    state["value"] = 1
    scheduler.enter(0, 1, act)
    os.write(tell, b"x")


def run():
    os.read(told, 1)
    scheduler.run()


threads = [threading.Thread(target=f) for f in (enter, run)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
