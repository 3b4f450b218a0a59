"""Eight threads make, change and drop objects of their own, with attributes in slots, inline and in dictionaries."""

import threading


class Inline:
    def __init__(self, value):
        self.value = value
        self.partner = None


class Slots:
    __slots__ = ("partner", "value")

    def __init__(self, value):
        self.value = value


sums = [0] * 8


def work(number):
    total = 0
    for step in range(1500):
        first, second = Inline(step), Slots(step)
        first.partner, second.partner = second, None
        first.value += 1
        first.partner.value += 1
        if step % 50 == 0:
            vars(first)["extra"] = step
            first.extra += 1
        total += first.value + second.value
    sums[number] = total


threads = [
    threading.Thread(target=work, args=(0,)),
    threading.Thread(target=work, args=(1,)),
    threading.Thread(target=work, args=(2,)),
    threading.Thread(target=work, args=(3,)),
    threading.Thread(target=work, args=(4,)),
    threading.Thread(target=work, args=(5,)),
    threading.Thread(target=work, args=(6,)),
    threading.Thread(target=work, args=(7,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sums == [sum(2 * step + 2 for step in range(1500))] * 8
