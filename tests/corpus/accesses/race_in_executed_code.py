"""The race is in code that was compiled at run time."""

# expect: attribute 'total'

import threading


class Account:
    def __init__(self):
        self.total = 0


space = {"account": Account()}
exec("def work():\n    account.total += 1\n", space)
work = space["work"]
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
