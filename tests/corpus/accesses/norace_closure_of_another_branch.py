"""Each branch stores the variable and then makes the closure that has it: what stands further down is no store after the closure."""

import threading

kept = []


def selector(kind, wanted):
    if kind == "=":
        key = wanted

        def select(items):
            return key in items

        kept.append(select)
        return select
    key = wanted + "!"

    def other(items):
        return key not in items

    return other


def work():
    name = selector("=", "a")
    assert name(["a"]) and kept[0](["a"])


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
