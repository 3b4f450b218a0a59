"""Clean: an object built and filled by main, then given to the one thread that goes on to change it."""

import threading


class Order:
    def __init__(self):
        self.lines = []


def work(order):
    order.lines.append("c")
    order.total = 3


order = Order()
order.lines.append("a")
order.lines += ["b"]
order.total = 2
thread = threading.Thread(target=work, args=(order,))
thread.start()
thread.join()
assert order.total == len(order.lines) == 3
