"""Clean: the queue carries functions; the worker runs them and answers (Go: TestNoRaceProducerConsumerUnbuffered)."""

import queue
import threading

tasks = queue.Queue()


def serve():
    while True:
        task, done = tasks.get()
        if task is None:
            return
        task()
        done.put(None)


def run(number):
    total = 0

    def task():
        nonlocal total
        total += number

    done = queue.SimpleQueue()
    for _ in range(5):
        tasks.put((task, done))
        done.get()
        total += 1
    return total


def ask():
    assert run(3) == 20
    tasks.put((None, None))


threads = [threading.Thread(target=serve), threading.Thread(target=ask)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
