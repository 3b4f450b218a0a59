"""Two threads store values in one place that are not the same, or of which only code of the program could say whether they are."""

# expect: attribute 'number'
# expect: attribute 'zero'
# expect: attribute 'like_true'
# expect: attribute 'of_other_type'
# expect: attribute 'in_tuple'
# expect: attribute 'mutable'
# expect: attribute 'own'
# expect: attribute 'named'
# expect: attribute 'gone'
# expect: attribute 'default'
# expect: attribute 'count'
# expect: key 'k'
# kind: write-write
# kind: lost-update
# level: error

import os
import threading


class Own:
    def __eq__(self, other):
        print("nobody may ask")
        return True

    __hash__ = None


class Place:
    default = 1
    count = 0


place = Place()
table = {"k": 0}


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


def number(value):
    place.number = value


def zero(value):
    place.zero = value


def like_true(value):
    place.like_true = value


def of_other_type(value):
    place.of_other_type = value


def in_tuple(value):
    place.in_tuple = value


def mutable(value):
    place.mutable = value


def own(value):
    place.own = value


def named(value):
    setattr(place, "na" + "med", value)


def default(value):
    place.default = value


def key(value):
    table["k"] = value


def take_away(_):
    place.gone = 1
    del place.gone


def put_back(value):
    place.gone = value


def add(_):
    place.count += 1


for store, first, second in [
    (number, 1, 2),
    (zero, 0.0, -0.0),
    (like_true, 1, True),
    (of_other_type, "1", b"1"),
    (in_tuple, (1, (2,)), (1, (2.0,))),
    (mutable, [], []),
    (own, Own(), Own()),
    (named, 1, 2),
    (default, 2, 1),
    (key, "a", "b"),
]:
    one_after_the_other(lambda store=store, value=first: store(value), lambda store=store, value=second: store(value))

one_after_the_other(lambda: take_away(0), lambda: put_back(1))
# That both leave the same number behind is what is wrong.
one_after_the_other(lambda: add(0), lambda: add(0))
