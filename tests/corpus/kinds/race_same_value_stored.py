"""Two threads compute equal values, by whatever way, and store them in one place: nothing is lost, whoever comes last."""

# expect: attribute 'text'
# expect: attribute 'slot'
# expect: attribute 'named'
# expect: class attribute 'shared'
# expect: global 'number'
# expect: global 'pair'
# expect: variable 'inner'
# expect: key 'floats'
# expect: key 7
# expect: index 0
# expect: index 1
# expect: attribute 'closed'
# level: warning

import os
import sys
import threading


class Plain:
    shared = None

    def __init__(self):
        self.text = ""
        self.closed = False
        self.named = None
        self.lock = threading.Lock()


class Slots:
    __slots__ = ("slot",)


plain, slots, table, row = Plain(), Slots(), {"floats": 0.0, 7: None}, [0, 0]
marker = object()
number = 0
pair = None
me = sys.modules[__name__]


def variable():
    inner = None

    def store():
        nonlocal inner
        inner = frozenset([int("1000")])

    return store


def store_text():
    plain.text = "a" + str(int("1000"))


def store_slot():
    slots.slot = ("a", (int("1000"), None, True), b"b" + b"c" * int("2"))


def store_named():
    setattr(plain, "na" + "med", "a" + str(int("1000")))


def store_shared():
    Plain.shared = marker


def store_number():
    global number
    number = int("1" * 40)


def store_pair():
    me.pair = (1.5, int("1000"))


def store_key():
    table["floats"] = float("2.5")


def store_other_key():
    table[int("7")] = marker


def store_index():
    row[0] = int("1000")


def store_last():
    row[-1] = int("2000")


def close_without_the_lock():
    plain.closed = True


def one_after_the_other(first, second):
    """In that order, and yet unordered: the detector draws no edge from a pipe."""
    done, told = os.pipe()

    def begin():
        first()
        os.write(told, b"x")

    def follow():
        os.read(done, 1)
        second()

    threads = [threading.Thread(target=target) for target in (begin, follow)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.close(done)
    os.close(told)


def twice(store):
    one_after_the_other(store, store)


twice(store_text)
twice(store_slot)
twice(store_named)
twice(store_shared)
twice(store_number)
twice(store_pair)
twice(variable())
twice(store_key)
twice(store_other_key)
twice(store_index)
twice(store_last)


def close():
    with plain.lock:
        plain.closed = bool(row)


one_after_the_other(close, close_without_the_lock)
