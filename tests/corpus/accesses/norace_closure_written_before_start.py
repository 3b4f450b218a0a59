"""Clean: the captured variable gets its last value before the threads start."""

import threading


def run():
    factor = 1
    factor = factor + 1
    results = []

    def work(number):
        results.append(number * factor)

    threads = [threading.Thread(target=work, args=(1,)), threading.Thread(target=work, args=(2,))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    factor = 0
    return results


assert sorted(run()) == [2, 4]
