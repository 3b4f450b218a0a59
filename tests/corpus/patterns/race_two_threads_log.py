"""Both threads log, which takes the handler's lock inside; that orders what the handler does and not the threads."""

# expect: global 'last'

import io
import logging
import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
log = logging.getLogger("corpus")
log.propagate = False
log.setLevel(logging.INFO)
log.addHandler(logging.StreamHandler(io.StringIO()))
last = None


def first():
    global last
    last = "first"
    log.info("first")
    os.write(tell, b"x")


def second():
    global last
    os.read(told, 1)
    log.info("second")
    last = "second"


threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
