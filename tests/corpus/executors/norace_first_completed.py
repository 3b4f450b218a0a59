"""Clean: the future that `wait` gives back as done is done, and so is each that it gives back later."""

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

data = [0] * 6


def work(number):
    data[number] = 1
    return number


with ThreadPoolExecutor(3) as pool:
    numbers = {pool.submit(work, number): number for number in range(6)}
    waiting = set(numbers)
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            data[numbers[future]] += 1
assert data == [2] * 6
