"""Clean: a pool of one worker runs the tasks one after the other, in one thread."""

from concurrent.futures import ThreadPoolExecutor

total = 0


def work():
    global total
    total += 1


with ThreadPoolExecutor(1) as pool:
    for _ in range(50):
        pool.submit(work)
assert total == 50
