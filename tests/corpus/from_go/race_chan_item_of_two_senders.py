"""TestRaceChanWrongSend: two senders on one queue; the receiver of the one's item touches the variable of the other."""

# expect: global 'second_data'

import os
import queue
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
line = queue.Queue()
first_data = second_data = 0


def first():
    global first_data
    first_data = 1
    line.put("first")
    os.write(tell, b"x")


def second():
    global second_data
    os.read(told, 1)
    second_data = 1
    line.put("second")


def receive():
    global second_data
    assert line.get() == "first"
    second_data = 2


threads = [
    threading.Thread(target=first),
    threading.Thread(target=second),
    threading.Thread(target=receive),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
