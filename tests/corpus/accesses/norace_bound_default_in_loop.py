"""Clean: a default argument takes the value of the loop variable before the thread exists."""

import threading


def run():
    seen = []
    threads = []
    for number in range(3):
        thread = threading.Thread(target=lambda number=number: seen.append(number))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return seen


assert sorted(run()) == [0, 1, 2]
