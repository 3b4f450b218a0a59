"""choice asks for the length and one element: an append leaves both as they are."""

import random
import threading

cards = list(range(10))


def one():
    return random.choice(cards)


def two():
    cards.append(10)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
