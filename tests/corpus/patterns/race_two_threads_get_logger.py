"""Both threads ask for a logger, which takes the module's lock inside: no order comes of it."""

# expect: global 'last'

import logging
import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
last = None


def first():
    global last
    last = "first"
    logging.getLogger("corpus.one").setLevel(logging.INFO)
    os.write(tell, b"x")


def second():
    global last
    os.read(told, 1)
    logging.getLogger("corpus.two").setLevel(logging.INFO)
    last = "second"


threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
