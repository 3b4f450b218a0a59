"""Clean: `wait` gives up an RLock that was taken twice, and takes it back as often."""

import threading

condition = threading.Condition(threading.RLock())
turn = "ping"
count = 0


def play(mine, other):
    global turn, count
    for _ in range(5):
        with condition, condition:
            while turn != mine:
                condition.wait()
            count += 1
            turn = other
            condition.notify_all()


threads = [
    threading.Thread(target=play, args=("ping", "pong")),
    threading.Thread(target=play, args=("pong", "ping")),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert count == 10
