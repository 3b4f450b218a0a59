"""Only one of two `put_nowait` finds room; who finds none touches the data of who did (Go: TestRaceChanSendSend)."""

# expect: key 'winner'

import os
import queue
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
line = queue.Queue(1)
data = {"winner": None}


def win():
    data["winner"] = "me"
    line.put_nowait(1)
    os.write(tell, b"x")


def lose():
    os.read(told, 1)
    try:
        line.put_nowait(2)
    except queue.Full:
        data["winner"] = "not me"


threads = [threading.Thread(target=win), threading.Thread(target=lose)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
