"""Each thread takes a new lock, which is likely to lie where the last one died: no order passes from the dead to the new."""

# expect: global 'total'
# kind: lost-update

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
total = 0


def work():
    global total
    lock = threading.Lock()
    with lock:
        total += 1
    del lock
    os.write(tell, b"x")


threads = []
for _ in range(10):
    thread = threading.Thread(target=work)
    thread.start()
    threads.append(thread)
    os.read(told, 1)
for thread in threads:
    thread.join()
