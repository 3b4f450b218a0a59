"""Clean: leaving the `with` block waits for the workers, also for futures that nobody asked."""

from concurrent.futures import ThreadPoolExecutor

results = {}


def work(number):
    results[number] = number * number


with ThreadPoolExecutor(3) as pool:
    for number in range(20):
        pool.submit(work, number)
assert results[19] == 361 and len(results) == 20
