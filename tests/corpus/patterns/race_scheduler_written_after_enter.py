"""What comes after `enter` is not ordered before the action."""

# expect: key 'value' of dict

import os
import sched
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
scheduler = sched.scheduler()
state = {"value": 0}


def act():
    state["value"] += 1


def enter():
    scheduler.enter(0, 1, act)
    state["value"] = 1
    os.write(tell, b"x")


def run():
    os.read(told, 1)
    scheduler.run()


threads = [threading.Thread(target=f) for f in (enter, run)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
