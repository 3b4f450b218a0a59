"""Clean: each future that `as_completed` yields is done, and its object is main's to change."""

from concurrent.futures import ThreadPoolExecutor, as_completed


class Job:
    def __init__(self, number):
        self.number = number
        self.result = None


def work(job):
    job.result = job.number * 2
    return job


with ThreadPoolExecutor(3) as pool:
    for future in as_completed([pool.submit(work, Job(number)) for number in range(10)]):
        job = future.result()
        assert job.result == job.number * 2
        job.result = None
