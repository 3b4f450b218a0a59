"""join reads the list in one step, before or after the append."""

import threading

words = ["a", "b", "c"]


def one():
    return ", ".join(words)


def two():
    words.append("d")


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
