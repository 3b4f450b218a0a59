"""Two thousand tasks, some of which submit others; results, callbacks and exceptions."""

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed, wait

lock = threading.Lock()
finished = 0


class Job:
    def __init__(self, number):
        self.number = number
        self.result = None


def work(job):
    job.result = job.number * 2
    if job.number % 7 == 0:
        raise ValueError(job.number)
    return job


def count(future):
    global finished
    with lock:
        finished += 1


with ThreadPoolExecutor(6) as pool:
    futures = [pool.submit(work, Job(number)) for number in range(700)]
    for future in futures:
        future.add_done_callback(count)
    total = 0
    for future in as_completed(futures):
        if future.exception() is None:
            job = future.result()
            job.result += 1
            total += job.result
    assert total == sum(number * 2 + 1 for number in range(700) if number % 7)
    outer = [pool.submit(lambda number: pool.submit(work, Job(7 * number + 1)), number) for number in range(200)]
    inner = [future.result() for future in outer]
    done, _ = wait(inner)
    assert sum(future.result().result for future in done) == sum(2 * (7 * number + 1) for number in range(200))
assert finished == 700
