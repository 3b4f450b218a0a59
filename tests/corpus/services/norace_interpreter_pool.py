"""Clean: an `InterpreterPoolExecutor`, where there is one, runs its calls in interpreters of their own: they are left alone."""

import concurrent.futures
import math

POOL = getattr(concurrent.futures, "InterpreterPoolExecutor", concurrent.futures.ThreadPoolExecutor)

if __name__ == "__main__":
    with POOL(2) as pool:
        assert list(pool.map(math.factorial, range(5))) == [1, 1, 2, 6, 24]
        assert pool.submit(pow, 2, 5).result() == 32
