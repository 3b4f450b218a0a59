"""Clean: one field and two locks; who writes holds both, so who reads may hold either."""

import threading

rates_lock, orders_lock = threading.Lock(), threading.Lock()


class Shop:
    discount = 0


shop = Shop()


def change():
    with rates_lock, orders_lock:
        shop.discount += 1


def read_with_rates():
    with rates_lock:
        assert shop.discount in range(3)


def read_with_orders():
    with orders_lock:
        assert shop.discount in range(3)


threads = [threading.Thread(target=target) for target in (change, change, read_with_rates, read_with_orders)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert shop.discount == 2
