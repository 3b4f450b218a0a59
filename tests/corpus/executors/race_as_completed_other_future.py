"""The first future is done, and main reads what the task of the second writes."""

# expect: key 'slow'

import os
from concurrent.futures import ThreadPoolExecutor, as_completed

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
results = {"quick": None, "slow": None}


def quick():
    results["quick"] = 1


def slow():
    results["slow"] = 2
    os.read(told, 1)


with ThreadPoolExecutor(2) as pool:
    for future in as_completed([pool.submit(slow), pool.submit(quick)]):
        assert results["quick"] == 1
        print("slow so far:", results["slow"])
        os.write(tell, b"x")
        break
