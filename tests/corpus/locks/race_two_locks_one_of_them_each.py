"""One field and two locks; each of two writers holds one of them, and only the reader holds both."""

# expect: attribute 'discount'

import threading

rates_lock, orders_lock = threading.Lock(), threading.Lock()


class Shop:
    discount = 0


shop = Shop()


def by_rates():
    with rates_lock:
        shop.discount = 1


def by_orders():
    with orders_lock:
        shop.discount = 2


def read():
    with rates_lock, orders_lock:
        assert shop.discount in range(3)


threads = [threading.Thread(target=target) for target in (by_rates, by_orders, read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
