"""join reads every element."""

# expect: index 1 | elements

import threading

words = ["a", "b", "c"]


def one():
    return ", ".join(words)


def two():
    words[1] = "d"


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
