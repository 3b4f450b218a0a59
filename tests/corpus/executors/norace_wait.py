"""Clean: the futures that `wait` calls done are done."""

from concurrent.futures import ThreadPoolExecutor, wait

results = {}


def work(number):
    results[number] = number


with ThreadPoolExecutor(3) as pool:
    done, not_done = wait([pool.submit(work, number) for number in range(10)])
    assert len(done) == 10 and not not_done
    for number in range(10):
        results[number] += 1
