"""Clean: `add` and `discard` are atomic."""

import threading

seen = set()


def work(number):
    for item in range(100):
        seen.add(item * number)
    seen.discard(0)


threads = [threading.Thread(target=work, args=(1,)), threading.Thread(target=work, args=(2,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert 0 not in seen
