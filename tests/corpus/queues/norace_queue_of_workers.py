"""Clean: a pool of workers fed by one queue, answers through another, ended by one sentinel each."""

import queue
import threading

jobs = queue.Queue()
answers = queue.Queue()


class Job:
    def __init__(self, number):
        self.number = number
        self.answer = None


def serve():
    while (job := jobs.get()) is not None:
        job.answer = job.number * 2
        answers.put(job)


for number in range(30):
    jobs.put(Job(number))
for _ in range(3):
    jobs.put(None)
threads = [threading.Thread(target=serve) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
received = [answers.get() for _ in range(30)]
assert sorted(job.answer for job in received) == [number * 2 for number in range(30)]
