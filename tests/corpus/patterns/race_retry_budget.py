"""Check and take of a budget in two steps."""

# expect: attribute 'left'
# kind: check-then-act

import threading


class Budget:
    def __init__(self, size):
        self.left = size

    def take(self):
        if self.left > 0:
            self.left -= 1
            return True
        return False


budget = Budget(1)
threads = [threading.Thread(target=budget.take) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
