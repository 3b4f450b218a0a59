"""shuffle exchanges elements one by one."""

# expect: index 3 | elements

import random
import threading

cards = list(range(10))


def one():
    random.shuffle(cards)


def two():
    return cards[3]


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
