"""Clean: in each round another thread writes, and all read in the next."""

import threading

barrier = threading.Barrier(2)
value = 0


def work(number):
    global value
    for step in range(6):
        if step % 2 == number:
            value = step
        barrier.wait()
        assert value == step
        barrier.wait()


threads = [threading.Thread(target=work, args=(0,)), threading.Thread(target=work, args=(1,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
