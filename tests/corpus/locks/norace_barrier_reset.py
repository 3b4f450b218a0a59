"""Clean: who resets a barrier comes before those who find it broken by that."""

import threading

barrier = threading.Barrier(3)
value = 0


def reset():
    global value
    while barrier.n_waiting < 1:
        pass
    value = 1
    barrier.reset()


def arrive():
    global value
    try:
        barrier.wait()
    except threading.BrokenBarrierError:
        value += 1


threads = [threading.Thread(target=f) for f in (reset, arrive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
