"""Clean: `task_done` for every item comes before `join` returns."""

import queue
import threading

jobs = queue.Queue()
squares = {}


def serve():
    while True:
        number = jobs.get()
        squares[number] = number * number
        jobs.task_done()


for _ in range(3):
    threading.Thread(target=serve, daemon=True).start()
for number in range(30):
    jobs.put(number)
jobs.join()
assert sorted(squares.values()) == [number * number for number in range(30)]
