"""TestRaceSliceDifferent: one list under two names."""

# expect: index 3

import threading

first = list(range(10))
second = first


def write_first():
    first[3] = "a"


def write_second():
    second[3] = "b"


threads = [threading.Thread(target=write_first), threading.Thread(target=write_second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
