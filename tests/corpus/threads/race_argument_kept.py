"""Main goes on to change the object that it gave to the thread."""

# expect: attribute 'total'
# kind: lost-update

import threading


class Order:
    def __init__(self):
        self.total = 0


def work(order):
    order.total += 1


order = Order()
thread = threading.Thread(target=work, args=(order,))
thread.start()
order.total = 5
thread.join()
