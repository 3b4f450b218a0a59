"""An unbounded queue orders put before get and never the other way (Go: TestRaceChanAsyncRev)."""

# expect: global 'data'

import queue
import threading

line = queue.Queue()
data = None


def receive():
    global data
    data = "written by the receiver"
    line.get()


def send():
    global data
    line.put(1)
    data = "written by the sender"


threads = [threading.Thread(target=receive), threading.Thread(target=send)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
