"""Clean: the attributes of a `threading.local` are different ones in each thread."""

import threading

local = threading.local()
results = []


def work(number):
    local.value = 0
    for _ in range(100):
        local.value += number
    results.append(local.value)


threads = [
    threading.Thread(target=work, args=(1,)),
    threading.Thread(target=work, args=(2,)),
    threading.Thread(target=work, args=(3,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sorted(results) == [100, 200, 300]
