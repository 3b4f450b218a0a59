"""Clean: each thread writes its own part before the barrier and reads everybody's after it."""

import threading

barrier = threading.Barrier(3)
parts = [0, 0, 0]


def work(number):
    parts[number] = number + 1
    barrier.wait()
    assert sum(parts[index] for index in range(3)) == 6


threads = [
    threading.Thread(target=work, args=(0,)),
    threading.Thread(target=work, args=(1,)),
    threading.Thread(target=work, args=(2,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
