"""The function given to `map` adds to a variable of the enclosing function."""

# expect: variable 'total'
# kind: lost-update

import os
from concurrent.futures import ThreadPoolExecutor

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
heard, say = os.pipe()


def run():
    total = 0

    def work(pair):
        nonlocal total
        sign, wait = pair
        os.write(sign, b"x")
        os.read(wait, 1)
        total += 1

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, [(tell, heard), (say, told)]))
    return total


run()
