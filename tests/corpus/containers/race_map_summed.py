"""sum() asks map, and map asks the list."""

# expect: shape

import threading

words = ["1", "2"]


def one():
    return sum(map(int, words))


def two():
    words.append("3")


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
