"""A producer fills one order after another, and goes on to use the object that it has given away."""

from __future__ import annotations

import queue
import threading


class Order:
    def __init__(self, number: int) -> None:
        self.number = number
        self.state = "new"


def produce(orders: queue.Queue[Order | None]) -> None:
    for number in range(3):
        order = Order(number)
        orders.put(order)
        order.state = "sent"
    orders.put(None)


def consume(orders: queue.Queue[Order | None]) -> None:
    while (order := orders.get()) is not None:
        order.state = "packed"


def main() -> None:
    orders: queue.Queue[Order | None] = queue.Queue()
    threads = [
        threading.Thread(target=produce, args=(orders,), name="producer"),
        threading.Thread(target=consume, args=(orders,), name="consumer"),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("all orders packed, perhaps")


if __name__ == "__main__":
    main()
