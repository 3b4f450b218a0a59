"""Clean: `functools.lru_cache` may be called from any thread."""

import functools
import threading


@functools.lru_cache(maxsize=None)
def square(number):
    return number * number


def work():
    for number in range(50):
        assert square(number) == number * number


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert square.cache_info().currsize == 50
