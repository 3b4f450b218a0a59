"""`map` that nobody walks over has ended no call for anybody."""

# expect: index 0 of list

import os
from concurrent.futures import ThreadPoolExecutor

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
data = [0]


def work(number):
    data[0] = number
    os.write(tell, b"x")


with ThreadPoolExecutor(1) as pool:
    results = pool.map(work, [1])
    os.read(told, 1)
    data[0] += 1
