"""The fields of a dataclass are attributes; its generated `__init__` is construction, what follows is not."""

# expect: attribute 'stock'
# kind: lost-update

import dataclasses
import threading


@dataclasses.dataclass
class Item:
    name: str
    stock: int = 10


item = Item("pen")


def sell():
    item.stock -= 1


threads = [threading.Thread(target=sell) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
