"""A memo without a lock: both threads look for the same number and store it."""

# expect: key
# kind: check-then-act

import threading

memo = {0: 0, 1: 1}


def fibonacci(number):
    if number not in memo:
        memo[number] = fibonacci(number - 1) + fibonacci(number - 2)
    return memo[number]


threads = [
    threading.Thread(target=fibonacci, args=(6,)),
    threading.Thread(target=fibonacci, args=(6,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
