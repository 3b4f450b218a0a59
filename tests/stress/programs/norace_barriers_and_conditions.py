"""Six threads go through many rounds of a barrier; in each, another one writes for all."""

import threading

SIZE = 6
barrier = threading.Barrier(SIZE)
condition = threading.Condition()
board = {"text": None}
arrived = 0


def work(number):
    global arrived
    for step in range(60):
        if step % SIZE == number:
            board["text"] = step
        barrier.wait()
        assert board["text"] == step
        barrier.wait()
    with condition:
        arrived += 1
        condition.notify_all()
        condition.wait_for(lambda: arrived == SIZE)


threads = [
    threading.Thread(target=work, args=(0,)),
    threading.Thread(target=work, args=(1,)),
    threading.Thread(target=work, args=(2,)),
    threading.Thread(target=work, args=(3,)),
    threading.Thread(target=work, args=(4,)),
    threading.Thread(target=work, args=(5,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert arrived == SIZE
