"""The program that most tests of the commands run."""

#: Two threads that add to one attribute: a race in every schedule, since nothing orders the two.
RACY = """\
import threading


class Counter:
    n = 0


counter = Counter()


def add():
    counter.n += 1


threads = [threading.Thread(target=add, name=f"adder-{i}") for i in (1, 2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done")
"""
