"""Clean: `map` gives results, and with each everything that its call did."""

from concurrent.futures import ThreadPoolExecutor


def work(number):
    box = {}
    box["number"] = number
    box["number"] += 1
    return box


with ThreadPoolExecutor(3) as pool:
    for number, box in enumerate(pool.map(work, range(20))):
        box["number"] += 1
        assert box["number"] == number + 2
