"""TestNoRaceSliceIndexAccess: the index variable is only read on both sides, the elements are different."""

import threading


def run():
    row = [0] * 10
    index = 4

    def first():
        row[index] = 1

    def second():
        row[index + 1] = 2

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return row


assert run()[4:6] == [1, 2]
