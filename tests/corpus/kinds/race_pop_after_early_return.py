"""Whoever finds the stack empty goes; two that do not may be after the last item."""

# expect: shape of list
# kind: check-then-act

import threading

stack = list(range(10))


def take():
    if not stack:
        return None
    return stack.pop()


threads = [threading.Thread(target=take) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
