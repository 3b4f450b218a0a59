"""Clean: `counter.count += 1` reads the default from the class and writes the instance; each thread has its own."""

import threading


class Counter:
    count = 0


def work(counter):
    for _ in range(100):
        counter.count += 1


counters = [Counter(), Counter()]
threads = [
    threading.Thread(target=work, args=(counters[0],)),
    threading.Thread(target=work, args=(counters[1],)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert Counter.count == 0
assert [counter.count for counter in counters] == [100, 100]
