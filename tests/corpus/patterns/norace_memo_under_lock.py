"""Clean: the memo under an RLock, because the function calls itself."""

import threading

memo = {0: 0, 1: 1}
lock = threading.RLock()


def fibonacci(number):
    with lock:
        if number not in memo:
            memo[number] = fibonacci(number - 1) + fibonacci(number - 2)
        return memo[number]


def work():
    assert fibonacci(20) == 6765


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
