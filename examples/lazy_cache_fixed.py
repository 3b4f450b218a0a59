"""A cache that is filled at the first request for a key, under a lock: the second request waits for the first."""

from __future__ import annotations

import threading
import time


class Prices:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.known: dict[str, int] = {}

    def get(self, product: str) -> int:
        with self.lock:
            if product not in self.known:
                self.known[product] = fetch(product)
            return self.known[product]


def fetch(product: str) -> int:
    time.sleep(0.01)  # a slow request to somewhere
    return len(product) * 100


def main() -> None:
    prices = Prices()
    requests = [threading.Thread(target=prices.get, args=("tea",), name=f"request-{n}") for n in (1, 2)]
    for request in requests:
        request.start()
    for request in requests:
        request.join()
    print("tea costs", prices.get("tea"))


if __name__ == "__main__":
    main()
