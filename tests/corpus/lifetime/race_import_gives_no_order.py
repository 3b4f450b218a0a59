"""Importing what is imported already takes a lock inside and orders nothing."""

# expect: global 'data'

import json
import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
data = None


def first():
    global data
    import json as again

    data = again.dumps([1])
    import json as once_more

    once_more.dumps([])
    os.write(tell, b"x")


def second():
    global data
    os.read(told, 1)
    import json as again

    data = again.dumps([2])


threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert json.loads(data) == [2]
