"""One thread goes on to write after the barrier what the other reads after it."""

# expect: global 'value'

import threading

barrier = threading.Barrier(2)
value = 0


def compute():
    global value
    value = 1
    barrier.wait()
    value = 2


def show():
    barrier.wait()
    return value


threads = [threading.Thread(target=compute), threading.Thread(target=show)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
